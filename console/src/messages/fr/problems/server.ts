import type { certificateReasons } from '@mediary/contract/reasons/certificates'
import type { metadataReasons } from '@mediary/contract/reasons/metadata'
import type { serverReasons } from '@mediary/contract/reasons/server'
import type { Wording } from '../../catalogue.ts'

export const certificates: Wording<typeof certificateReasons> = {
  'no-pem-certificate': 'ne contient aucun certificat PEM',
  'too-many-certificates': 'contient plus de {max} certificats',
  'block-is-private-key': 'le bloc {block} est une clé privée, qui n’a rien à faire ici',
  'block-is-no-certificate': 'le bloc {block} n’est pas un certificat mais : {label}',
  'block-unreadable': 'le bloc {block} n’est pas un certificat lisible',
  'no-pem-key': 'ne contient aucune clé privée PEM',
  'key-unreadable': 'n’est pas une clé privée lisible, ou exige une phrase secrète',
  'key-or-passphrase-wrong': 'n’est pas une clé privée lisible, ou la phrase secrète est erronée',
  'key-of-another-certificate': 'n’appartient pas au certificat',
  'wrong-issuer-order':
    'le bloc {issuer} n’a pas émis le bloc {block} : le certificat du serveur lui-même vient en premier',
  'not-for-servers': 'le certificat ne peut pas servir à un serveur : son usage étendu ne nomme que d’autres usages',
  'not-for-clients': 'le certificat ne peut pas servir à un client : son usage étendu ne nomme que d’autres usages',
  'certificate-expired': 'le certificat a expiré le {date}',
  'certificate-too-early': 'le certificat n’est pas valable avant le {date}',
  'key-too-short': 'la clé a {bits} bits ; le minimum est {min}',
  'curve-unsupported': 'les clients ne connaissent pas la courbe {curve}',
  'key-type-unsupported': 'une clé du type {type} ne peut pas être utilisée',
  'signature-forgeable': 'le certificat est signé avec {algorithm}, qui peut être falsifié',
  'tls-cannot-use': 'TLS ne peut pas utiliser ce certificat et cette clé',
  'tls-cannot-use-because': 'TLS ne peut pas utiliser ce certificat et cette clé ({problem})',
  'pkcs12-without-one-key': 'doit contenir exactement une clé privée',
  'pkcs12-without-certificate': 'n’a aucun certificat qui appartient à sa clé privée',
  'pkcs12-passphrase-wrong': 'la phrase secrète est erronée',
  'pkcs12-unreadable': 'est illisible : il est abîmé, ou n’est pas du PKCS#12',
  'pkcs12-algorithm-unsupported': 'est protégé d’une façon non prise en charge ({algorithm})',
  'server-certificate-from-files':
    'Le certificat du serveur est lu dans des fichiers (certificateManagement.watchFSForCert) : remplacez ceux-ci',
  'server-pair-incomplete':
    'Le certificat et la clé du serveur ne correspondent pas : envoyez d’abord la partie manquante',
  'workers-not-started':
    'De nouveaux processus de la passerelle n’ont pas pu démarrer ; les actuels continuent. Le journal dit pourquoi.',
  'certificate-used-by-routes': 'Le certificat est utilisé par les routes de {channels}',
  'certificate-trusted-by-routes': 'Le certificat est reconnu par les routes de {channels}',
  'identity-not-found': 'Aucun certificat pour les services en amont n’a l’identifiant {id}',
  'trusted-not-found': 'Aucun certificat de confiance n’a l’identifiant {id}',
  'no-authority': 'Il n’y a pas encore d’autorité : créez-en une d’abord',
  'authority-key-sealed': 'La clé de l’autorité ne peut pas être ouverte : la clé d’installation est une autre',
  'issued-not-found': 'Aucun certificat en usage n’a l’identifiant {id} : il est inconnu, ou déjà révoqué',
  'no-pem-request': 'ne contient aucune demande de certificat PEM',
  'request-unreadable': 'est illisible',
  'request-key-too-short': 'sa clé a {bits} bits ; le minimum est {min}',
  'request-key-unsupported': 'sa clé n’est ni RSA ni des courbes P-256, P-384 ou P-521',
  'request-not-self-signed': 'n’est pas signée avec sa propre clé',
  'code-not-found': 'Aucun code utilisable n’a l’identifiant {id}',
  'code-invalid': 'Ce code n’est pas valable : il est erroné, ou a déjà servi',
  'code-expired': 'Ce code a expiré : demandez-en un nouveau',
  'code-client-gone': 'Le client pour qui ce code a été créé n’existe plus',
  'too-many-codes': 'Trop de codes ont été essayés : réessayez dans quelques minutes',
  'not-one-revocation-list': 'doit être une seule liste de révocation, en PEM ou en base64 de DER',
  'revocation-list-unreadable': 'est illisible',
  'revocation-list-untrusted':
    'est signée par « {issuer} », qui n’est pas parmi les certificats de confiance : ajoutez-le d’abord',
  'revocation-list-older': 'Une liste de révocation plus récente de cette autorité est déjà conservée',
  'revocation-list-not-found': 'Aucune liste de révocation n’a l’identifiant {id}',
}

export const server: Wording<typeof serverReasons> = {
  'invalid-document': '{count} {count:champ n’est pas valide|champs ne sont pas valides}',
  'not-json': 'Le corps n’est pas du JSON valide',
  'json-sent-as-form': 'Le corps est du JSON, mais le Content-Type est {type} : envoyez application/json',
  'content-type-not-read': 'Le Content-Type {type} n’est pas lu ici : envoyez application/json',
  'content-type-expected': 'Le Content-Type {type} n’est pas lu ici : envoyez {mediaType}',
  'content-type-missing': 'La requête a un corps, mais pas de Content-Type : envoyez application/json',
  'unknown-host':
    'Le nom d’hôte {host} n’est pas un de ceux de cette API. S’il doit l’être, ajoutez-le à api.allowedHosts (MEDIARY_API_ALLOWED_HOSTS).',
  'several-hosts': 'La requête a plus d’un en-tête Host',
  'body-too-large': 'Le corps dépasse {max} octets',
  'no-such-page': 'Introuvable',
  'malformed-request': 'La requête est malformée : {problem}',
  'internal-error': 'Une erreur s’est produite. Le journal dit laquelle, sous {request}',
  'mechanism-set-by-configuration': 'Ceci est fixé dans la configuration, par {source}, et ne peut être changé que là',
  'jwt-needs-key': 'Les JSON Web Tokens ont d’abord besoin d’une clé ou d’un jeu de clés dans la configuration',
  'not-ready': 'Pas prêt : {checks}',
  'shadow-mode': 'Ce serveur est en mode miroir : il n’envoie rien à aucun service',
  'check-timed-out': 'Pas de réponse en {seconds} {seconds:seconde|secondes}',
  'check-unanswered': 'Pas de réponse',
  'no-gateway-worker': 'Aucun processus de la passerelle n’est en service',
  'changes-unheard': 'Le nœud n’apprend pas ce que changent les autres nœuds',
  'disk-nearly-full': 'Le disque du dossier de données est presque plein',
  'must-accept-event-stream': 'doit être text/event-stream',
  'too-many-listeners': 'Trop de pages écoutent déjà',
  'audit-not-found': 'Aucune entrée du journal d’audit n’a l’identifiant {id}',
  'audit-event-not-found': 'Aucun événement d’audit n’a l’identifiant {id}',
  'bad-fhir-parameter': 'Un paramètre FHIR n’est pas valide : {problem}',
  'audit-patient-pattern':
    'doit être un identifiant, ou un identifiant de patient de la forme id\\^\\^\\^authority&authorityId&.* ; d’autres motifs ne sont pas recherchés',
  'history-not-found': 'Aucune entrée de l’historique que vous pouvez voir n’a l’identifiant {id}',
  'note-not-found': 'Aucune note que vous pouvez voir n’a l’identifiant {id}',
  'note-object-not-found': 'Rien de ce que vous pouvez voir n’a l’identifiant {id}',
  'too-many-notes': 'Il y a déjà {max} notes : supprimez-en une d’abord',
  'undo-not-yours':
    'La modification concerne aussi un objet que vous ne pouvez pas gérer : vous ne pouvez pas l’annuler',
  'undo-too-large': 'La modification était trop grande pour être conservée : elle ne peut pas être annulée',
  'undo-secret':
    'La modification a remplacé ou révoqué un secret. D’autres peuvent connaître l’ancien, il ne revient donc pas : définissez-en un nouveau',
  'undo-certificate':
    'La modification concerne le certificat du serveur, une autorité, un certificat délivré ou une liste de révocation : elle ne peut pas être annulée',
  'undo-changed-since': '« {name} » a été modifié de nouveau, par {by}, {at} : annulez d’abord cette modification',
  'undo-name-taken': 'Un autre objet a maintenant le nom « {name} » ou le même secret',
  'undo-in-use': '« {name} » est utilisé. Nombre d’objets qui le nomment : {count} ({users})',
  'undo-needs': '« {name} » n’existe plus : l’état précédent en a besoin',
  'undo-has-transactions': 'Le canal « {name} » a des transactions : supprimez-le plutôt',
}

export const metadata: Wording<typeof metadataReasons> = {
  'no-such-collection': 'collection « {model} » invalide : une importation a {models}',
  'not-a-document': 'doit être une liste de documents',
  'too-many-documents': 'Une importation a {max} documents au plus',
  'passport-of-openid': 'il n’y a pas de connexion par OpenID Connect',
  'own-password-in-session':
    'votre propre mot de passe ne peut pas être importé dans une session : changez-le dans votre profil, ou appelez avec Basic',
}
