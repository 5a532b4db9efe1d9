import type { Translation } from '../../catalogue.ts'

export const profile: Translation<'profile'> = {
  title: 'Profil',
  viewing: 'Ceci est le profil d’un autre utilisateur. Mettez fin à la vue pour voir le vôtre.',
  name: 'Nom',
  firstname: 'Prénom',
  surname: 'Nom de famille',
  'name.save': 'Enregistrer le nom',
  'name.saved': 'Le nom est enregistré.',
  reading: 'Langue et heures',
  'reading.intro':
    'Le serveur garde ces choix pour vous, dans chaque navigateur. Les couleurs restent dans ce navigateur.',
  rows: 'Lignes des longues listes',
  'rows.dense': 'basses',
  'rows.comfortable': 'hautes',
  password: 'Mot de passe',
  'password.current': 'Mot de passe actuel',
  'password.new': 'Nouveau mot de passe',
  'password.save': 'Changer le mot de passe',
  'password.saved': 'Le mot de passe est changé. Toutes vos autres sessions sont terminées.',
  sessions: 'Où vous êtes connecté',
  'sessions.intro': 'Terminez une session que vous ne reconnaissez pas, et changez votre mot de passe.',
  'sessions.current': 'cette session',
  'sessions.unknown': 'Programme inconnu',
  'sessions.since': 'Depuis le {time}, de {address}',
  'sessions.used': 'Dernière utilisation : {time}',
  'sessions.end': 'Terminer',
  'sessions.end-one': 'Terminer la session de {name}',
  'sessions.end-others': 'Terminer toutes les autres sessions',
}

export const viewAs: Translation<'viewAs'> = {
  banner: 'Vous voyez la console comme {name}. Rien ne peut être modifié.',
  end: 'Mettre fin',
  start: 'Voir la console comme {name}',
}

export const secondFactor: Translation<'secondFactor'> = {
  title: 'Authentification à deux facteurs',
  intro:
    'La connexion demande aussi un code d’une application de votre téléphone. Un mot de passe volé ne suffit alors plus.',
  off: 'désactivée',
  'switch-on': 'Activer',
  'switch-off': 'Désactiver',
  since: 'Activée depuis le {time}.',
  left: 'Il reste {count} {count:code|codes} de secours.',
  renew: 'Créer de nouveaux codes de secours',
  begin: 'Saisissez d’abord votre mot de passe.',
  password: 'Mot de passe',
  next: 'Suivant',
  scan: 'Scannez ce code avec une application d’authentification de votre téléphone.',
  qr: 'Code QR pour l’application d’authentification',
  'type-secret': 'Ou saisissez cette clé dans l’application :',
  code: 'Code',
  'code.help': 'Six chiffres de l’application, ou un code de secours.',
  recovery: 'Gardez ces codes de secours en lieu sûr. Ils ne sont affichés que maintenant.',
  'recovery.codes': 'Codes de secours',
  'recovery.use': 'Chacun sert une fois, quand vous n’avez pas votre téléphone.',
  'recovery.kept': 'Je les ai gardés',
  lost: 'Retirer le second facteur perdu',
}
