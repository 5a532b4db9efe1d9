import type { importNotes } from '@mediary/contract/reasons/metadata'
import type { Wording } from '../../catalogue.ts'

/** Notes of an import about a document that it took. */
export const notesOfImports: Wording<typeof importNotes> = {
  'import-fields-not-kept': 'Estos campos no se conservan: {fields}',
  'import-secrets-missing': 'Una exportación no contiene {fields}',
  'import-route-password-missing': 'La contraseña de una ruta no forma parte de una exportación',
  'import-mediator-password-missing': 'una exportación no contiene contraseñas',
  'import-own-id-among-roles': '«{role}» se omite: los canales que lo permiten admiten al cliente por su identificador',
  'import-without-credential':
    'El cliente no tiene contraseña, token, certificado ni dominio: solo un JWT puede identificarlo',
  'import-stays-disabled': 'el cliente sigue desactivado. Una importación no lo activa',
  'import-channel-disabled': 'El canal está desactivado, por el motivo que sigue',
  'import-group-unknown': 'ningún grupo de contacto se llama «{group}»',
  'import-certificate-unknown': 'el almacén de claves no tiene el certificado {certificate}; el campo no se conserva',
  'import-transform-shortened': '«{from}» se lee como «{to}», como lo lee OpenHIM',
  'import-needs-restart': 'El certificado del servidor entra en servicio después de un reinicio',
  'import-key-not-exported': 'El certificado del servidor no se importa: una exportación no contiene su clave',
  'import-key-missing': 'El certificado del servidor no se importa: falta su clave',
  'import-user-role-added': 'El rol de usuario «{name}» se añadió sin permisos',
  'import-link-dropped': 'El enlace para definir una contraseña no se importa: cree uno nuevo',
  'import-user-of-openid':
    'No hay inicio de sesión con OpenID Connect: dé al usuario un enlace para definir una contraseña',
  'import-second-passport':
    'El usuario tiene una sola contraseña: se toma la del otro pasaporte, y no la del pasaporte {protocol}',
  'import-names-unknown': 'nada se llama {names}; se omite',
  'import-group-became-role': 'El rol de usuario se creó a partir de un grupo, con los canales que lo nombran',
  'import-certificate-not-held':
    'El almacén de claves no tiene el certificado con su huella: el cliente será reconocido en cuanto lo tenga',
  'import-domain-differs': 'Su dominio es «{domain}» y su certificado dice {names}',
}
