import type { appReasons } from '@mediary/contract/reasons/apps'
import type { channelReasons } from '@mediary/contract/reasons/channels'
import type { clientReasons } from '@mediary/contract/reasons/clients'
import type { contactGroupReasons } from '@mediary/contract/reasons/contact-groups'
import type { mediatorReasons } from '@mediary/contract/reasons/mediators'
import type { transactionReasons } from '@mediary/contract/reasons/transactions'
import type { userReasons } from '@mediary/contract/reasons/users'
import type { visualizerReasons } from '@mediary/contract/reasons/visualizers'
import type { Wording } from '../../catalogue.ts'

export const channels: Wording<typeof channelReasons> = {
  'channel-not-found': 'Aucun canal n’a l’identifiant {id}',
  'channel-name-taken': 'Un canal nommé « {name} » existe déjà',
  'channel-port-taken': 'Le canal « {name} » écoute déjà sur le port {port}',
  'channel-opens-to-others': 'Vous ne pouvez pas gérer les clients que « {name} » ferait entrer dans le canal',
  'channel-opens-to-everybody':
    'Un canal public laisse entrer tout le monde. Pour le rendre public, il faut l’autorisation « channel-manage-all »',
  'channel-takes-others':
    'Ce canal pourrait prendre des requêtes de canaux que vous ne pouvez pas gérer. Ce changement exige l’autorisation « channel-manage-all »',
  'channel-gone': 'le canal n’existe plus',
  'channel-without-methods': 'un canal HTTP a besoin d’au moins une méthode',
  'methods-only-for-http': 'seul un canal HTTP a des méthodes',
  'repeated-methods': 'Les méthodes ne peuvent pas être répétées. Méthodes répétées : {methods}',
  'no-primary-route': 'un canal doit avoir une route primaire active',
  'several-primary-routes': 'un canal ne peut pas avoir plusieurs routes primaires actives',
  'not-status-codes': 'doit être des statuts comme 404 ou des classes comme 2**, séparés par des virgules',
  'path-or-transform': 'une route a un chemin ou une transformation de chemin, pas les deux',
  'route-needs-host': 'une route a besoin d’un hôte',
  'not-a-host': 'n’est ni un nom ni une adresse IP',
  'host-is-an-address': 'doit être un hôte seul, sans les autres parties d’une adresse ; il contient {found}',
  'route-needs-port': 'une route a besoin d’un port',
  'route-to-gateway':
    'Le port {port} de cet hôte appartient à cette passerelle. Une route peut mener à un autre canal. Les requêtes qui reviennent et les messages d’un canal TCP à un autre sont refusés',
  'body-age-without-bodies': 'exige que requestBody ou responseBody soit conservé',
  'content-value-missing': '{rule} a besoin d’une valeur de comparaison',
  'schedule-missing': 'un canal d’interrogation a besoin d’un horaire',
  'tcp-port-missing': 'un canal TCP a besoin d’un port',
  'not-an-origin': 'doit être des origines comme https://app.example, sans chemin, ou *',
  'any-origin-with-credentials': 'ne peut pas aller avec l’origine * : nommez les origines',
  'private-tcp': 'le TCP simple ne peut pas authentifier les clients : rendez le canal public, et listez les adresses',
  'kafka-not-available':
    'Les routes Kafka ne sont pas encore disponibles : le canal peut être enregistré avec le statut « disabled »',
  'trusted-certificate-gone': 'ce certificat de confiance n’existe plus',
  'too-many-connection-checks': 'Trop de connexions sont testées : réessayez dans un instant',
  'not-a-polling-channel': 'Seul un canal d’interrogation peut être déclenché',
  'channel-not-enabled': 'Le canal n’est pas activé',
  'already-polling': 'Le canal est en cours d’interrogation',
  'poll-failed': 'Le service en amont a répondu {status}',
}

export const clients: Wording<typeof clientReasons> = {
  'client-not-found': 'Aucun client n’a l’identifiant {id}',
  'client-domain-not-found': 'Aucun client n’a le domaine « {domain} »',
  'client-hidden': 'Vous ne pouvez pas voir ce client',
  'client-id-taken': 'Un client avec le Client ID « {clientID} » existe déjà',
  'token-taken': 'Le jeton personnalisé doit être unique : un autre client l’a',
  'colon-with-password':
    'ne doit pas contenir de deux-points si le client a un mot de passe : Basic Auth prendrait la suite pour le mot de passe',
  'client-status-elsewhere': 'ne se change pas ici : POST /clients/:id/disable et /enable le changent, avec un motif',
  'limits-empty': 'doit nommer au moins une limite',
  'burst-without-rate': 'demande une limite de requêtes par seconde',
  'status-period-empty': 'doit être après le début, et pas dans le passé',
  'status-until-then':
    'Le client est déjà dans cet état ({status}). Un changement qui commence plus tard y mettrait fin jusque-là : omettez « from »',
  'credential-not-found': 'Le client n’a pas d’identifiant secret avec l’id {id}',
  'credential-not-active': 'L’identifiant secret n’est pas actif : ajoutez-en plutôt un autre',
  'credential-has-successor': 'L’identifiant secret a déjà un successeur : renouvelez celui-ci, ou révoquez-le d’abord',
  'too-many-credentials': 'Le client a déjà {max} identifiants secrets de ce type : révoquez-en un d’abord',
  'not-of-this-kind': 'n’appartient pas à un identifiant secret du type {kind}',
  'secret-checksum-wrong': 'ressemble à un secret fait par un serveur, et sa somme de contrôle est fausse',
  'subject-taken': 'Un autre client a le sujet « {subject} »',
  'timed-role-without-time': 'a besoin de « from », « until » ou des deux : un rôle sans eux va dans « roles »',
  'timed-role-repeated': 'nomme un rôle deux fois',
  'timed-role-not-now':
    'nomme « {role} », que le client n’a que pour une période qui n’est pas en cours : modifiez « timedRoles »',
  'client-needs-role': 'un client a besoin d’au moins un rôle',
  'client-needs-credential':
    'Un client a besoin d’au moins un moyen de s’authentifier : un mot de passe, un jeton personnalisé, un certificat ou son domaine',
  'role-named-as-its-client': 'un rôle ne peut pas avoir le nom de son client',
  'client-id-is-a-role': 'Un rôle se nomme « {name} » : un Client ID ne peut pas être le même',
  'role-is-a-client-id': 'Un client a le Client ID « {name} » : un rôle ne peut pas avoir le même nom',
  'role-not-found': 'Aucun rôle ne se nomme « {name} »',
  'role-name-taken': 'Un rôle nommé « {name} » existe déjà',
  'member-not-found': '« {name} » n’existe pas',
  'role-not-yours': 'Vous ne pouvez pas donner le rôle « {role} » : il ouvre des canaux que vous ne pouvez pas gérer',
  'role-member-not-yours': 'Vous ne pouvez pas donner le rôle à {id} : vous ne pouvez pas gérer {id}',
  'identity-not-yours': 'Un autre client, que vous ne pouvez pas gérer, a la même valeur dans {field}',
  'issuer-not-found': 'Aucun émetteur de JSON Web Tokens n’a l’identifiant {id}',
  'issuer-taken': 'est déjà l’émetteur d’une autre entrée',
  'issuer-algorithms-mixed':
    'ne doit pas nommer des algorithmes à secret partagé (HS256, HS384, HS512) à côté d’autres',
  'issuer-secret-too-short': 'doit avoir au moins {min} octets pour {algorithms}',
  'issuer-secret-unused': 'ne va qu’avec les algorithmes HS256, HS384 et HS512',
  'issuer-needs-other-key':
    'nomme des algorithmes qui demandent un secret partagé, pas des clés publiques ni un jeu de clés',
  'issuer-needs-keys': 'demande des clés publiques ou l’adresse d’un jeu de clés (jwksUri)',
  'issuer-not-a-public-key': 'n’est pas une clé publique au format PEM',
  'csv-empty': 'Le fichier n’a pas de ligne avec les noms de ses colonnes',
  'csv-quote-not-closed': 'a un guillemet qui n’est jamais fermé',
  'csv-quote-inside':
    'a un guillemet à l’intérieur : mettez toute la cellule entre guillemets, et doublez ceux de l’intérieur',
  'csv-column-unknown': 'n’est pas une colonne d’une importation : utilisez l’une de celles-ci, {columns}',
  'csv-column-repeated': 'nomme une deuxième fois la colonne {column}',
  'csv-unreadable': 'a un caractère illisible : enregistrez le fichier en UTF-8',
  'csv-too-many-cells': 'n’a pas de colonne : la ligne a plus de cellules que la première',
  'csv-too-many-lines': 'Une importation a au plus {max} clients : divisez le fichier',
  'csv-repeated': 'figure déjà à la ligne {line}',
  'csv-made-here': 'doit être vide ou « {text} » : le serveur crée le secret et le montre une seule fois',
  'csv-yes-or-no': 'doit être yes, no ou vide',
  'csv-too-many-passwords':
    'Une importation crée au plus {max} mots de passe : divisez le fichier, ou utilisez des jetons',
  'import-overtaken': 'Les clients ont changé entre-temps : vérifiez encore le fichier',
  'tried-channel-hidden': 'Vous ne pouvez pas voir le canal qui prend cette requête',
}

export const mediators: Wording<typeof mediatorReasons> = {
  'mediator-not-found': 'Aucun médiateur n’a l’URN {urn}',
  'mediator-not-yours': 'Vous ne pouvez pas inscrire un médiateur avec l’URN {urn}',
  'channels-not-yours': 'Vous ne pouvez pas ajouter de canaux',
  'mediator-without-endpoint': 'un nouveau médiateur a besoin d’au moins un point d’accès',
  'not-a-version': 'doit être une version selon SemVer : x.y.z',
  'channel-not-offered': 'le médiateur n’offre aucun canal nommé {name}',
  'parameter-defined-twice': '« {name} » est défini deux fois',
  'option-without-values': 'une option a besoin des valeurs à choisir',
  'struct-without-template': 'une structure a besoin d’un modèle',
  'struct-in-struct': 'une structure ne peut pas en contenir une autre',
  'unknown-parameter': 'le médiateur ne définit pas ce paramètre',
  'unknown-struct-field': 'le modèle n’a pas ce champ',
  'not-a-text-map': 'doit être un objet dont les valeurs sont des textes',
  'not-an-option': 'doit être l’une de ces valeurs : {options}',
  'mask-without-password': 'ce masque ne désigne aucun mot de passe conservé : envoyez le mot de passe lui-même',
}

export const transactions: Wording<typeof transactionReasons> = {
  'transaction-not-found': 'Aucune transaction n’a l’identifiant {id}',
  'transactions-read-only': 'Vous ne pouvez pas modifier les transactions de ce canal',
  'channel-not-among-yours': 'Interdit : vous n’avez pas accès au canal {channel}',
  'legal-hold-not-found': 'Aucune conservation légale active n’a l’identifiant {id}',
  'hold-too-large': 'Les filtres trouvent plus de {max} transactions : restreignez-les',
  'transaction-held': 'Une conservation légale protège la transaction',
  'month-held': 'Une conservation légale protège des transactions de {month}',
  'transaction-under-way': 'La transaction est encore en cours',
  'transaction-channel-gone': 'Le canal de la transaction n’existe plus',
  'no-such-channel': 'ce canal n’existe pas',
  'page-too-far': 'est trop loin : continuez avec `before` depuis la page précédente',
  'search-too-slow': 'La recherche a pris trop de temps : demandez moins',
  'bodies-hidden': 'Vous ne pouvez pas voir les corps de ce canal',
  'too-many-calls': 'Une transaction a au plus {max} appels',
  'bodies-too-large': 'Les corps que les médiateurs ajoutent à une transaction ont au plus {max} octets',
  'properties-too-long': 'ne doit pas dépasser {max} caractères',
  'issue-not-found': 'Aucun incident que vous pouvez voir n’a l’identifiant {id}',
  'task-not-found': 'Aucune tâche n’a l’identifiant {id}',
  'task-cannot-become': 'Une tâche {status} ne peut pas devenir {command}',
  'order-unknown': 'doit être « time », ou la clé « client », « channel » ou le nom d’une clé de recherche',
  'rerun-not-allowed': 'Vous ne pouvez pas réexécuter les transactions du canal {channel}',
  'rerun-needs-permission': 'Il faut l’autorisation {permission} pour {channel}',
  'channels-closed': 'le canal {channels} est désactivé ou supprimé',
  'rerun-channel-deleted': 'Son canal n’existe plus',
  'rerun-channel-disabled': 'Le canal « {channel} » est désactivé',
  'rerun-under-way': 'Elle est encore en cours',
  'rerun-method-not-taken': 'Le canal « {channel} » n’accepte pas {method}',
  'rerun-path-not-taken': 'Le canal « {channel} » n’accepte pas le chemin {path}',
  'rerun-path-malformed':
    'Le chemin a des segments « . » ou « .. », qu’un service en amont pourrait comprendre comme un autre chemin',
  'rerun-content-not-taken': 'Le canal « {channel} » n’accepte pas ce contenu',
  'rerun-client-deleted': 'Son client n’existe plus, et le canal « {channel} » est privé',
  'rerun-client-disabled': 'Son client est désactivé',
  'rerun-client-not-allowed': 'Son client ne peut pas utiliser le canal « {channel} »',
  'rerun-address-not-allowed': 'L’adresse {address} ne peut pas utiliser le canal « {channel} »',
  'rerun-in-shadow': 'Elle a été enregistrée en mode miroir : l’autre passerelle l’a traitée',
  'rerun-body-not-stored': 'Son corps n’est pas conservé',
  'rerun-body-not-readable':
    'Son corps ne peut pas être lu maintenant dans le compartiment des anciens corps : relancez-la plus tard',
  'header-reserved': 'l’en-tête {name} est fixé par la passerelle',
  'header-not-sendable': 'l’en-tête {name} a des caractères qu’un en-tête ne peut pas contenir',
  'key-not-destroyed-everywhere':
    'Un nœud n’a pas confirmé la destruction de la clé. Il le fera dès que possible ; demandez de nouveau pour savoir quand tous l’ont fait.',
  'retention-busy': 'Un autre nœud retire déjà les enregistrements expirés',
  'body-key-not-found': 'Il n’y a pas de clé de {month}',
}

export const users: Wording<typeof userReasons> = {
  'saved-view-not-found': 'Aucune vue enregistrée n’a l’identifiant {id}',
  'saved-view-name-taken': 'Une vue enregistrée « {name} » existe déjà',
  'saved-views-too-many': 'Un utilisateur enregistre au plus {max} vues',
  unauthorized: 'Non autorisé',
  'not-signed-in': 'Non connecté',
  'permission-missing': '{user} n’a pas l’autorisation « {permission} »',
  'other-site':
    'Cet appel modifie quelque chose et vient d’une page d’un autre site. Derrière un proxy, donnez à trustedProxies (MEDIARY_TRUSTED_PROXIES) l’adresse du proxy',
  'too-many-passwords': 'Trop de mots de passe erronés : réessayez dans quelques minutes',
  'too-many-link-requests': 'Trop de demandes de liens de mot de passe : réessayez dans quelques minutes',
  'passwords-busy': 'Trop de mots de passe sont en cours de vérification : réessayez dans un instant',
  'current-password-needed': 'est nécessaire pour changer votre propre mot de passe',
  'current-password-wrong': 'n’est pas votre mot de passe',
  'first-user-exists': 'Le premier utilisateur a déjà été créé',
  'setup-link-invalid': 'Ce lien d’installation n’est pas valable : seul le plus récent l’est',
  'not-in-a-batch': 'Cet appel ne peut pas faire partie d’un lot : envoyez-le seul',
  'view-as-read-only':
    'Vous voyez la console comme {email} : rien ne peut être modifié ni exporté avant que vous y mettiez fin',
  'view-as-needs-session': 'Seule une personne connectée à la console peut la voir comme un autre utilisateur',
  'second-factor-needed':
    'La connexion demande aussi à cet utilisateur un code de l’application d’authentification : envoyez-le dans code',
  'second-factor-wrong': 'Le code est faux, ou a déjà servi',
  'second-factor-needs-session':
    'Cet utilisateur a un second facteur, un mot de passe seul est donc refusé : connectez-vous avec POST /authenticate/local, ou donnez aux programmes un utilisateur à eux',
  'second-factor-exists': 'Le second facteur est déjà activé : désactivez-le d’abord',
  'second-factor-missing': 'Il n’y a pas de second facteur à confirmer ou à désactiver',
  'second-factor-own': 'Désactivez votre propre second facteur avec un de ses codes, sous Profil',
  'too-many-second-factors': 'Trop de codes faux : réessayez dans un quart d’heure',
  'session-not-found': 'Vous n’avez pas cette session',
  'user-not-found': 'Aucun utilisateur n’a l’e-mail {email}.',
  'user-email-taken': 'Un utilisateur avec l’e-mail {email} existe déjà',
  'only-yourself-visible': 'Vous ne pouvez voir que vous-même',
  'only-yourself-editable': 'Vous ne pouvez modifier que vous-même',
  'user-role-not-found': 'Aucun rôle d’utilisateur ne se nomme « {name} »',
  'user-role-unknown': 'aucun rôle d’utilisateur ne se nomme « {name} »',
  'user-role-name-taken': 'Un rôle d’utilisateur nommé « {name} » existe déjà',
  'permission-not-yours': 'Vous ne pouvez pas donner l’autorisation « {permission} », que vous n’avez pas',
  'name-gives-permission':
    'Avec le nom « {name} », des utilisateurs obtiendraient pour ce canal l’autorisation « {permission} », que vous n’avez pas vous-même',
  'user-outranks-you': 'Cet utilisateur a l’autorisation « {permission} », que vous n’avez pas',
  'last-user-manager': 'Il doit rester un utilisateur qui peut se connecter et gérer les utilisateurs',
  'link-unknown': 'Ce lien est inconnu : il a déjà servi, ou un plus récent l’a remplacé',
  'no-openid': 'doit être local ou token : les utilisateurs se connectent par mot de passe, non par OpenID Connect',
  'link-not-imported': 'ne peut pas être défini : POST /users/:email/password-link crée un lien à usage unique',
  'link-expired': 'Ce lien a expiré',
}

export const contactGroups: Wording<typeof contactGroupReasons> = {
  'contact-group-not-found': 'Aucun groupe de contacts n’a l’identifiant {id}',
  'contact-group-name-taken': 'Un groupe de contacts nommé « {name} » existe déjà',
  'contact-group-in-use':
    'Les alertes de {count} {count:canal|canaux} utilisent ce groupe de contacts. Canaux que vous pouvez voir : {channels}',
  'contact-group-gets-notices':
    'Ce groupe de contacts reçoit les avis sur l’installation : retirez-le d’abord dans les réglages des avis',
}

export const visualizers: Wording<typeof visualizerReasons> = {
  'visualizer-not-found': 'Aucun visualiseur n’a l’identifiant {id}',
  'visualizer-name-taken': 'Un visualiseur nommé « {name} » existe déjà',
  'not-a-colour': 'doit être une couleur comme #4cae4c',
}

export const apps: Wording<typeof appReasons> = {
  'app-not-found': 'Aucune application n’a l’identifiant {id}',
  'app-name-taken': 'Une application nommée « {name} » existe déjà',
  'not-a-link': 'doit être une adresse qui commence par https://, http:// ou /',
}
