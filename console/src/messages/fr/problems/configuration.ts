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
  'secret-in-plain': 'Un secret figure ici en clair : mettez à sa place une référence à une variable ou à un fichier',
  'not-a-verifier': 'Ceci n’est ni un vérificateur ni une référence à une variable ou à un fichier',
  'verifier-of-another-key':
    'Le vérificateur de ce jeton a été créé avec une autre clé d’installation : utilisez cette clé (MEDIARY_INSTALLATION_KEY), ou mettez une référence au jeton',
}
