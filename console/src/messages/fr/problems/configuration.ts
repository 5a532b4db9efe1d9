import type { configurationReasons } from '@mediary/contract/reasons/metadata'
import type { Wording } from '../../catalogue.ts'

export const configuration: Wording<typeof configurationReasons> = {
  'configuration-moved': 'La configuration a changé depuis la création du plan : créez un nouveau plan et vérifiez-le',
  'configuration-twice': 'Deux documents de {kind} concernent « {name} » : supprimez l’un des deux',
  'configuration-refused': '{kind} « {name} » : {reason}',
  'configuration-name-taken': 'Un autre objet de {kind} porte le nom de « {name} », ou a le même secret',
  'plan-does-not-fit': 'Le plan ne convient pas pour « {name} » de {kind} : créez un nouveau plan',
  'secret-without-value':
    'La référence {reference} n’a pas de valeur, et rien d’enregistré ne peut la remplacer : définissez-la lors du plan et lors de son application',
  'configuration-other-shape': 'le texte doit avoir format 1 et documents, comme la réponse de GET /configuration',
  'yaml-too-large': 'le fichier dépasse {size} Mio',
  'yaml-too-deep': 'le document est trop imbriqué',
  'yaml-one-document': 'un fichier contient un seul document',
  'yaml-not-read': 'le fichier n’est pas du YAML lisible ici ({detail})',
  'yaml-references': 'les ancres (&nom), alias (*nom), étiquettes (!nom) et clés de fusion (<<) ne sont pas lus ici',
  'yaml-keys': 'les clés d’un document sont des textes, et aucune n’est __proto__',
  'yaml-fields': 'le document n’est pas une liste de champs avec leurs valeurs',
  'folder-without-index': 'le dossier n’a pas de configuration.yaml : mediary export ne l’a pas créé',
  'folder-other-index': 'il doit indiquer format: 1, et nommer sous covers certains de {kinds}',
  'folder-unknown-kind': 'aucun type d’objet ne porte le nom de son dossier',
  'folder-other-file': 'les fichiers d’objets finissent par .yaml',
  'folder-not-covered': 'configuration.yaml ne nomme pas son type sous covers',
  'folder-too-large': 'le dossier a plus de {files} fichiers ou de {size} Mio',
  'secret-in-plain': 'Un secret figure ici en clair : mettez à sa place une référence à une variable ou à un fichier',
  'not-a-verifier': 'Ceci n’est ni un vérificateur ni une référence à une variable ou à un fichier',
  'verifier-of-another-key':
    'Le vérificateur de ce jeton a été créé avec une autre clé d’installation : utilisez cette clé (MEDIARY_INSTALLATION_KEY), ou mettez une référence au jeton',
}
