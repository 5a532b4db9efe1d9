import { words } from '../lib/words.ts'

export const signInWords = words({
  'sign-in': ['Sign in', 'Se connecter', 'Iniciar sessão'],
  email: ['E-mail', 'E-mail', 'E-mail'],
  password: ['Password', 'Mot de passe', 'Palavra-passe'],
  again: ['Password again', 'Mot de passe (encore)', 'Palavra-passe (outra vez)'],
  firstname: ['First name', 'Prénom', 'Nome próprio'],
  surname: ['Surname', 'Nom', 'Apelido'],
  wrong: [
    'The e-mail or the password is wrong.',
    'L’e-mail ou le mot de passe est erroné.',
    'O e-mail ou a palavra-passe está errado.',
  ],
  differs: ['The two passwords differ.', 'Les deux mots de passe diffèrent.', 'As duas palavras-passe diferem.'],
  short: [
    'A password has at least 8 characters.',
    'Un mot de passe a au moins 8 caractères.',
    'Uma palavra-passe tem pelo menos 8 caracteres.',
  ],
  required: ['Please fill this in.', 'Veuillez remplir ce champ.', 'Preencha este campo.'],
  'setup.needed': [
    'This Mediary has no user yet. Open the one-time link that the server printed when it first started.',
    'Ce Mediary n’a pas encore d’utilisateur. Ouvrez le lien à usage unique affiché par le serveur à son premier démarrage.',
    'Este Mediary ainda não tem utilizador. Abra a ligação de uso único que o servidor mostrou no primeiro arranque.',
  ],
  setup: ['Welcome to Mediary', 'Bienvenue dans Mediary', 'Bem-vindo ao Mediary'],
  'setup.intro': [
    'Make the first user. This person may do everything.',
    'Créez le premier utilisateur. Cette personne peut tout faire.',
    'Crie o primeiro utilizador. Esta pessoa pode fazer tudo.',
  ],
  'setup.go': ['Make the first user', 'Créer le premier utilisateur', 'Criar o primeiro utilizador'],
  'setup.no-token': [
    'The address lacks its one-time token. Copy the whole link that the server printed.',
    'L’adresse ne contient pas le jeton à usage unique. Copiez le lien entier affiché par le serveur.',
    'O endereço não tem o código de uso único. Copie a ligação inteira que o servidor mostrou.',
  ],
  'set-password': ['Set a password', 'Définir un mot de passe', 'Definir uma palavra-passe'],
  'set-password.for': ['For {email}', 'Pour {email}', 'Para {email}'],
  'set-password.done': [
    'The password is set. Sign in with it.',
    'Le mot de passe est défini. Connectez-vous.',
    'A palavra-passe está definida. Inicie sessão.',
  ],
  'to-sign-in': ['Go to sign in', 'Aller à la connexion', 'Ir para o início de sessão'],
  expired: ['Your session has ended', 'Votre session est terminée', 'A sua sessão terminou'],
  'expired.why': [
    'Sign in again to go on. Nothing that you typed is lost.',
    'Reconnectez-vous pour continuer. Rien de votre saisie n’est perdu.',
    'Inicie sessão de novo para continuar. Nada do que escreveu se perdeu.',
  ],
  else: ['Sign in as someone else', 'Se connecter sous un autre nom', 'Entrar como outra pessoa'],
})
