import type { certificateReasons } from '@mediary/contract/reasons/certificates'
import type { metadataReasons } from '@mediary/contract/reasons/metadata'
import type { serverReasons } from '@mediary/contract/reasons/server'
import type { Wording } from '../../catalogue.ts'

export const certificates: Wording<typeof certificateReasons> = {
  'no-pem-certificate': 'no tiene ningún certificado PEM',
  'too-many-certificates': 'tiene más de {max} certificados',
  'block-is-private-key': 'el bloque {block} es una clave privada, que no va aquí',
  'block-is-no-certificate': 'el bloque {block} no es un certificado, sino: {label}',
  'block-unreadable': 'el bloque {block} no es un certificado legible',
  'no-pem-key': 'no tiene ninguna clave privada PEM',
  'key-unreadable': 'no es una clave privada legible, o necesita una frase de contraseña',
  'key-or-passphrase-wrong': 'no es una clave privada legible, o la frase de contraseña es incorrecta',
  'key-of-another-certificate': 'no pertenece al certificado',
  'wrong-issuer-order': 'el bloque {issuer} no emitió el bloque {block}: primero va el certificado del propio servidor',
  'not-for-servers': 'el certificado no sirve para un servidor: su uso extendido solo nombra otros usos',
  'not-for-clients': 'el certificado no sirve para un cliente: su uso extendido solo nombra otros usos',
  'certificate-expired': 'el certificado venció el {date}',
  'certificate-too-early': 'el certificado no es válido antes del {date}',
  'key-too-short': 'la clave tiene {bits} bits; el mínimo es {min}',
  'curve-unsupported': 'los clientes no conocen la curva {curve}',
  'key-type-unsupported': 'una clave del tipo {type} no se puede usar',
  'signature-forgeable': 'el certificado está firmado con {algorithm}, que se puede falsificar',
  'tls-cannot-use': 'TLS no puede usar este certificado y esta clave',
  'tls-cannot-use-because': 'TLS no puede usar este certificado y esta clave ({problem})',
  'pkcs12-without-one-key': 'debe contener exactamente una clave privada',
  'pkcs12-without-certificate': 'no tiene ningún certificado que pertenezca a su clave privada',
  'pkcs12-passphrase-wrong': 'la frase de contraseña es incorrecta',
  'pkcs12-unreadable': 'no se puede leer: está dañado, o no es PKCS#12',
  'pkcs12-algorithm-unsupported': 'está protegido de una forma que no se admite ({algorithm})',
  'server-certificate-from-files':
    'El certificado del servidor se lee de archivos (certificateManagement.watchFSForCert): reemplace esos',
  'server-pair-incomplete': 'El certificado y la clave del servidor no corresponden: envíe primero la parte que falta',
  'workers-not-started':
    'No se pudieron iniciar procesos nuevos de la pasarela; los actuales siguen sirviendo. La bitácora dice por qué.',
  'certificate-used-by-routes': 'Las rutas de {channels} usan el certificado',
  'certificate-trusted-by-routes': 'Las rutas de {channels} confían en el certificado',
  'identity-not-found': 'Ningún certificado para servicios tiene el identificador {id}',
  'trusted-not-found': 'Ningún certificado de confianza tiene el identificador {id}',
  'no-authority': 'Aún no hay autoridad: cree una primero',
  'authority-key-sealed': 'La clave de la autoridad no se puede abrir: la clave de instalación es otra',
  'issued-not-found': 'Ningún certificado en uso tiene el identificador {id}: es desconocido, o ya fue revocado',
  'no-pem-request': 'no tiene ninguna solicitud de certificado PEM',
  'request-unreadable': 'no se puede leer',
  'request-key-too-short': 'su clave tiene {bits} bits; el mínimo es {min}',
  'request-key-unsupported': 'su clave no es RSA ni de las curvas P-256, P-384 o P-521',
  'request-not-self-signed': 'no está firmada con su propia clave',
  'code-not-found': 'Ningún código utilizable tiene el identificador {id}',
  'code-invalid': 'Este código no es válido: es incorrecto, o ya se usó',
  'code-expired': 'Este código venció: pida uno nuevo',
  'code-client-gone': 'El cliente para el que se creó este código ya no existe',
  'too-many-codes': 'Se probaron demasiados códigos: reintente en unos minutos',
  'not-one-revocation-list': 'debe ser una sola lista de revocación, en PEM o base64 de DER',
  'revocation-list-unreadable': 'no se puede leer',
  'revocation-list-untrusted':
    'está firmada por "{issuer}", que no está entre los certificados de confianza: agréguelo primero',
  'revocation-list-older': 'Ya está guardada una lista de revocación más nueva de esta autoridad',
  'revocation-list-not-found': 'Ninguna lista de revocación tiene el identificador {id}',
}

export const server: Wording<typeof serverReasons> = {
  'invalid-document': '{count} {count:campo no es válido|campos no son válidos}',
  'not-json': 'El cuerpo no es JSON válido',
  'json-sent-as-form': 'El cuerpo es JSON, pero el Content-Type es {type}: envíe application/json',
  'content-type-not-read': 'El Content-Type {type} no se lee aquí: envíe application/json',
  'content-type-expected': 'El Content-Type {type} no se lee aquí: envíe {mediaType}',
  'content-type-missing': 'La solicitud tiene cuerpo, pero no Content-Type: envíe application/json',
  'unknown-host':
    'El nombre de host {host} no es uno de esta API. Si debe serlo, agréguelo a api.allowedHosts (MEDIARY_API_ALLOWED_HOSTS).',
  'several-hosts': 'La solicitud tiene más de un encabezado Host',
  'body-too-large': 'El cuerpo supera {max} bytes',
  'no-such-page': 'No se encontró',
  'malformed-request': 'La solicitud está mal formada: {problem}',
  'internal-error': 'Algo salió mal. La bitácora dice qué, con {request}',
  'mechanism-set-by-configuration': 'Esto se define en la configuración, por {source}, y solo allí se puede cambiar',
  'jwt-needs-key': 'Los JSON Web Tokens necesitan primero una clave o un conjunto de claves en la configuración',
  'not-ready': 'No está listo: {checks}',
  'check-timed-out': 'No respondió en {seconds} {seconds:segundo|segundos}',
  'check-unanswered': 'No responde',
  'no-gateway-worker': 'Ningún proceso de la pasarela está en servicio',
  'disk-nearly-full': 'El disco de la carpeta de datos está casi lleno',
  'must-accept-event-stream': 'debe ser text/event-stream',
  'too-many-listeners': 'Ya escuchan demasiadas páginas',
  'audit-not-found': 'Ninguna entrada de auditoría tiene el identificador {id}',
  'audit-patient-pattern':
    'debe ser un identificador, o un identificador de paciente con la forma id\\^\\^\\^authority&authorityId&.*; no se buscan otros patrones',
  'history-not-found': 'Ninguna entrada del historial que usted puede ver tiene el identificador {id}',
  'undo-not-yours': 'El cambio afecta a un objeto ({object}) que usted no puede administrar: no puede deshacerlo',
  'undo-too-large': 'El cambio era demasiado grande para guardarse: no se puede deshacer',
  'undo-secret':
    'El cambio sustituyó o revocó un secreto. Otros pueden conocer el anterior, por eso no vuelve: establezca uno nuevo',
  'undo-certificate':
    'El cambio afecta al certificado del servidor, a una autoridad, a un certificado emitido o a una lista de revocación: no se puede deshacer',
  'undo-changed-since': 'El objeto «{name}» ({object}) se cambió de nuevo, por {by}, {at}: deshaga primero ese cambio',
  'undo-name-taken': 'Otro objeto ({object}) tiene ahora el nombre «{name}» o el mismo secreto',
  'undo-in-use': '«{name}» está en uso. Objetos que lo nombran: {count} ({users})',
  'undo-needs': '«{name}» ya no existe: el estado anterior lo necesita',
  'undo-has-transactions': 'El canal «{name}» tiene transacciones: elimínelo en su lugar',
}

export const metadata: Wording<typeof metadataReasons> = {
  'no-such-collection': 'Colección "{model}" desconocida: una importación tiene {models}',
  'not-a-document': 'debe ser una lista de documentos',
  'too-many-documents': 'Una importación tiene como máximo {max} documentos',
  'passport-of-openid': 'no hay inicio de sesión con OpenID Connect',
  'own-password-in-session':
    'su propia contraseña no se puede importar en una sesión: cámbiela en su perfil, o llame con Basic',
}
