import { words } from '../../lib/words.ts'

export const enrolmentWords = words({
  title: ['Get your certificate', 'Obtenir votre certificat', 'Obter o seu certificado'],
  intro: [
    'Open this page on the machine that will call the exchange. Its key is made here, in your browser, and is sent to nobody.',
    'Ouvrez cette page sur la machine qui appellera la plateforme. Sa clé est créée ici, dans votre navigateur, et n’est envoyée à personne.',
    'Abra esta página na máquina que vai chamar a plataforma. A chave é criada aqui, no seu navegador, e não é enviada a ninguém.',
  ],
  code: ['One-time code', 'Code unique', 'Código único'],
  'code.why': [
    'The administrator of the exchange gave it to you. It works once.',
    'L’administrateur de la plateforme vous l’a donné. Il sert une fois.',
    'O administrador da plataforma deu-lho. Serve uma vez.',
  ],
  passphrase: ['Passphrase for your file', 'Phrase secrète pour votre fichier', 'Frase-passe para o seu ficheiro'],
  'passphrase.why': [
    'You choose it, and type it again when you install the file (PKCS#12). Leave it empty if you need PEM files only.',
    'Choisissez-la ; elle sera demandée à l’installation du fichier (PKCS#12). Laissez vide pour des fichiers PEM seulement.',
    'Escolha-a; será pedida ao instalar o ficheiro (PKCS#12). Deixe vazia se só precisa de ficheiros PEM.',
  ],
  'passphrase.short': [
    'A passphrase has at least 8 characters.',
    'Une phrase secrète a au moins 8 caractères.',
    'Uma frase-passe tem pelo menos 8 caracteres.',
  ],
  go: ['Get my certificate', 'Obtenir mon certificat', 'Obter o meu certificado'],
  done: [
    'You are enrolled. Take the files away now, and keep them as you keep a password: whoever has them can act in your name.',
    'Vous êtes inscrit. Prenez les fichiers maintenant et gardez-les comme un mot de passe : qui les détient agit en votre nom.',
    'Está inscrito. Guarde já os ficheiros, como guarda uma palavra-passe: quem os tiver age em seu nome.',
  ],
  'no-code': ['Type the code that you were given.', 'Tapez le code reçu.', 'Escreva o código que recebeu.'],
  'fault.forbidden': [
    'This code is wrong, or was used already. Compare it with what you were given; if it is the same, ask the administrator for a new one.',
    'Ce code est faux ou a déjà servi. Comparez-le à celui reçu ; s’il est identique, demandez-en un nouveau à l’administrateur.',
    'Este código está errado ou já foi usado. Compare-o com o que recebeu; se for igual, peça um novo ao administrador.',
  ],
  'fault.gone': [
    'This code is no longer valid. Ask the administrator for a new one.',
    'Ce code n’est plus valable. Demandez-en un nouveau à l’administrateur.',
    'Este código já não é válido. Peça um novo ao administrador.',
  ],
  'fault.too-many-requests': [
    'Too many wrong codes came from here. Wait a few minutes, then try again.',
    'Trop de codes faux sont venus d’ici. Attendez quelques minutes, puis réessayez.',
    'Vieram daqui demasiados códigos errados. Espere alguns minutos e tente de novo.',
  ],
  'fault.away': [
    'The server cannot be reached. Try again in a moment. If the code is then refused, ask the administrator for a new one.',
    'Le serveur est injoignable. Réessayez dans un instant. Si le code est alors refusé, demandez-en un nouveau à l’administrateur.',
    'O servidor não responde. Tente de novo daqui a pouco. Se o código for então recusado, peça um novo ao administrador.',
  ],
  insecure: [
    'This page can make a key only over HTTPS. Ask the administrator for an address that begins with https://.',
    'Cette page ne peut créer une clé qu’en HTTPS. Demandez à l’administrateur une adresse qui commence par https://.',
    'Esta página só pode criar uma chave por HTTPS. Peça ao administrador um endereço que comece por https://.',
  ],
})
