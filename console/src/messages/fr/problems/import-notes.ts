import type { importNotes } from '@mediary/contract/reasons/metadata'
import type { Wording } from '../../catalogue.ts'

/** Notes of an import about a document that it took. */
export const notesOfImports: Wording<typeof importNotes> = {
  'import-fields-not-kept': 'Ces champs ne sont pas conservés : {fields}',
  'import-secrets-missing': 'Un export ne contient pas {fields}',
  'import-route-password-missing': 'Le mot de passe d’une route ne fait pas partie d’un export',
  'import-mediator-password-missing': 'un export ne contient pas de mots de passe',
  'import-own-id-among-roles':
    '« {role} » est omis : les canaux qui l’autorisent autorisent le client par son identifiant',
  'import-without-credential':
    'Le client n’a ni mot de passe, ni jeton, ni certificat, ni domaine : seul un JWT peut l’identifier',
  'import-stays-disabled': 'le client reste désactivé. Un import ne l’active pas',
  'import-channel-disabled': 'Le canal est désactivé, pour la raison qui suit',
  'import-group-unknown': 'aucun groupe de contacts ne s’appelle « {group} »',
  'import-certificate-unknown': 'le magasin de clés n’a pas le certificat {certificate} ; le champ n’est pas conservé',
  'import-transform-shortened': '« {from} » est lu comme « {to} », comme OpenHIM le lit',
  'import-needs-restart': 'Le certificat du serveur prend effet après un redémarrage',
  'import-key-not-exported': 'Le certificat du serveur n’est pas repris : un export ne contient pas sa clé',
  'import-key-missing': 'Le certificat du serveur n’est pas repris : sa clé manque',
  'import-user-role-added': 'Le rôle d’utilisateur « {name} » a été ajouté sans permissions',
  'import-link-dropped': 'Le lien pour définir un mot de passe n’est pas repris : créez-en un nouveau',
  'import-user-of-openid':
    'Il n’y a pas de connexion par OpenID Connect : donnez à l’utilisateur un lien pour définir un mot de passe',
  'import-second-passport':
    'L’utilisateur a un seul mot de passe : celui de l’autre passeport est repris, et celui du passeport {protocol} ne l’est pas',
  'import-names-unknown': 'rien ne s’appelle {names} ; omis',
  'import-group-became-role': 'Le rôle d’utilisateur a été créé à partir d’un groupe, avec les canaux qui le nomment',
  'import-certificate-not-held':
    'Le magasin de clés n’a pas le certificat avec son empreinte : le client sera reconnu dès qu’il l’aura',
  'import-domain-differs': 'Son domaine est « {domain} » et son certificat indique {names}',
}
