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
  'channel-not-found': 'Ningún canal tiene el identificador {id}',
  'channel-name-taken': 'Ya existe un canal con el nombre "{name}"',
  'channel-port-taken': 'El canal "{name}" ya escucha en el puerto {port}',
  'channel-gone': 'el canal ya no existe',
  'channel-without-methods': 'un canal HTTP necesita al menos un método',
  'methods-only-for-http': 'solo un canal HTTP tiene métodos',
  'repeated-methods': 'Los métodos no se pueden repetir. Métodos repetidos: {methods}',
  'no-primary-route': 'un canal debe tener una ruta primaria habilitada',
  'several-primary-routes': 'un canal no puede tener varias rutas primarias habilitadas',
  'not-status-codes': 'deben ser estados como 404 o clases como 2**, separados por comas',
  'path-or-transform': 'una ruta tiene un camino o una transformación de camino, no ambos',
  'route-needs-host': 'una ruta necesita un host',
  'not-a-host': 'no es un nombre ni una dirección IP',
  'host-is-an-address': 'debe ser solo un host, sin las otras partes de una dirección; tiene estas partes: {found}',
  'route-needs-port': 'una ruta necesita un puerto',
  'route-to-gateway':
    'El puerto {port} de este host es de esta pasarela. Una ruta puede llevar a otro canal. Se rechazan las solicitudes que vuelven y los mensajes de un canal TCP a otro',
  'body-age-without-bodies': 'requiere que se guarde requestBody o responseBody',
  'content-value-missing': '{rule} necesita un valor para comparar',
  'schedule-missing': 'un canal de sondeo necesita un horario',
  'tcp-port-missing': 'un canal TCP necesita un puerto',
  'private-tcp': 'el TCP simple no autentica clientes: haga público el canal, e indique las direcciones',
  'kafka-not-available': 'Las rutas Kafka aún no están disponibles: el canal se puede guardar con el estado "disabled"',
  'not-an-origin': 'deben ser orígenes como https://app.example, sin ruta, o *',
  'any-origin-with-credentials': 'no se puede combinar con el origen *: nombre los orígenes',
  'channel-opens-to-others':
    'Usted no puede abrir el canal a "{name}": así entran clientes que usted no puede gestionar',
  'channel-opens-to-everybody':
    'Un canal público deja entrar a todos. Para hacerlo público se necesita el permiso "channel-manage-all"',
  'channel-takes-others':
    'El canal podría recibir solicitudes de canales que usted no puede gestionar. Este cambio necesita el permiso "channel-manage-all"',
  'trusted-certificate-gone': 'este certificado de confianza ya no existe',
  'too-many-connection-checks': 'Se prueban demasiadas conexiones: reintente en un momento',
  'not-a-polling-channel': 'Solo un canal de sondeo se puede activar',
  'channel-not-enabled': 'El canal no está habilitado',
  'already-polling': 'El canal ya se está sondeando',
  'poll-failed': 'El servicio respondió {status}',
}

export const clients: Wording<typeof clientReasons> = {
  'client-not-found': 'Ningún cliente tiene el identificador {id}',
  'client-domain-not-found': 'Ningún cliente tiene el dominio "{domain}"',
  'client-hidden': 'Usted no puede ver este cliente',
  'client-id-taken': 'Ya existe un cliente con el Client ID "{clientID}"',
  'token-taken': 'El token personalizado debe ser único: otro cliente ya lo tiene',
  'colon-with-password':
    'no puede contener dos puntos si el cliente tiene contraseña: Basic Auth tomaría el resto por la contraseña',
  'client-status-elsewhere': 'no se cambia aquí: POST /clients/:id/disable y /enable lo cambian, con un motivo',
  'limits-empty': 'debe indicar al menos un límite',
  'burst-without-rate': 'necesita un límite de solicitudes por segundo',
  'status-period-empty': 'debe ser posterior al comienzo, y no pasado',
  'status-until-then':
    'El cliente ya está en ese estado ({status}). Un cambio que comienza más tarde lo terminaría hasta entonces: omita "from"',
  'credential-not-found': 'El cliente no tiene ninguna credencial con el id {id}',
  'credential-not-active': 'La credencial no está activa: agregue otra en su lugar',
  'credential-has-successor': 'La credencial ya tiene una sucesora: renueve esa, o revóquela primero',
  'too-many-credentials': 'El cliente ya tiene {max} credenciales de este tipo: revoque una primero',
  'not-of-this-kind': 'no pertenece a una credencial del tipo {kind}',
  'secret-checksum-wrong': 'parece un secreto hecho por un servidor, y su suma de control es incorrecta',
  'subject-taken': 'Otro cliente tiene el sujeto "{subject}"',
  'timed-role-without-time': 'necesita «from», «until» o ambos: un rol sin ellos va en «roles»',
  'timed-role-repeated': 'nombra un rol dos veces',
  'timed-role-not-now':
    'nombra «{role}», que el cliente solo tiene durante un tiempo que no es ahora: cambie «timedRoles»',
  'client-needs-role': 'un cliente necesita al menos un rol',
  'client-needs-credential':
    'Un cliente necesita al menos una forma de autenticarse: una contraseña, un token personalizado, un certificado o su dominio',
  'role-named-as-its-client': 'un rol no puede tener el nombre de su cliente',
  'client-id-is-a-role': 'Un rol se llama "{name}": un Client ID no puede ser igual',
  'role-is-a-client-id': 'Un cliente tiene el Client ID "{name}": un rol no puede tener el mismo nombre',
  'role-not-found': 'Ningún rol se llama "{name}"',
  'role-name-taken': 'Ya existe un rol con el nombre "{name}"',
  'role-not-yours': 'Usted no puede dar el rol "{role}": abre canales que usted no puede gestionar',
  'role-member-not-yours': 'Usted no puede dar el rol a {id}: no puede gestionar {id}',
  'identity-not-yours': 'Otro cliente, que usted no puede gestionar, tiene el mismo {field}',
  'member-not-found': '"{name}" no existe',
  'issuer-not-found': 'Ningún emisor de JSON Web Tokens tiene el identificador {id}',
  'issuer-taken': 'ya es el emisor de otra entrada',
  'issuer-algorithms-mixed': 'no debe nombrar algoritmos con secreto compartido (HS256, HS384, HS512) junto a otros',
  'issuer-secret-too-short': 'debe tener al menos {min} bytes para {algorithms}',
  'issuer-secret-unused': 'solo corresponde a los algoritmos HS256, HS384 y HS512',
  'issuer-needs-other-key':
    'nombra algoritmos que necesitan un secreto compartido, no claves públicas ni un conjunto de claves',
  'issuer-needs-keys': 'necesita claves públicas o la dirección de un conjunto de claves (jwksUri)',
  'issuer-not-a-public-key': 'no es una clave pública en formato PEM',
  'csv-empty': 'El archivo no tiene ninguna línea con los nombres de sus columnas',
  'csv-quote-not-closed': 'tiene unas comillas que no se cierran',
  'csv-quote-inside': 'tiene comillas en su interior: ponga toda la celda entre comillas y duplique las interiores',
  'csv-column-unknown': 'no es una columna de una importación: use una de estas, {columns}',
  'csv-column-repeated': 'nombra por segunda vez la columna {column}',
  'csv-unreadable': 'tiene un carácter que no se puede leer: guarde el archivo en UTF-8',
  'csv-too-many-cells': 'no tiene columna: la línea tiene más celdas que la primera',
  'csv-too-many-lines': 'Una importación tiene como máximo {max} clientes: divida el archivo',
  'csv-repeated': 'ya aparece en la línea {line}',
  'csv-made-here': 'debe estar vacío o ser "{text}": el servidor crea el secreto y lo muestra una sola vez',
  'csv-yes-or-no': 'debe ser yes, no o estar vacío',
  'csv-too-many-passwords': 'Una importación crea como máximo {max} contraseñas: divida el archivo o use tokens',
  'import-overtaken': 'Los clientes cambiaron mientras tanto: compruebe de nuevo el archivo',
  'tried-channel-hidden': 'Usted no puede ver el canal que recibe esta solicitud',
}

export const mediators: Wording<typeof mediatorReasons> = {
  'mediator-not-found': 'Ningún mediador tiene el URN {urn}',
  'mediator-not-yours': 'Usted no puede registrar un mediador con el URN {urn}',
  'channels-not-yours': 'Usted no puede agregar canales',
  'mediator-without-endpoint': 'un mediador nuevo necesita al menos un punto de acceso',
  'not-a-version': 'debe ser una versión según SemVer: x.y.z',
  'channel-not-offered': 'el mediador no ofrece ningún canal con el nombre {name}',
  'parameter-defined-twice': '"{name}" está definido dos veces',
  'option-without-values': 'una opción necesita los valores para elegir',
  'struct-without-template': 'una estructura necesita una plantilla',
  'struct-in-struct': 'una estructura no puede contener otra',
  'unknown-parameter': 'el mediador no define este parámetro',
  'unknown-struct-field': 'la plantilla no tiene este campo',
  'not-a-text-map': 'debe ser un objeto cuyos valores son textos',
  'not-an-option': 'debe ser uno de estos valores: {options}',
  'mask-without-password': 'esta máscara no corresponde a ninguna contraseña guardada: envíe la contraseña misma',
}

export const transactions: Wording<typeof transactionReasons> = {
  'transaction-not-found': 'Ninguna transacción tiene el identificador {id}',
  'transactions-read-only': 'Usted no puede cambiar las transacciones de este canal',
  'channel-not-among-yours': 'Prohibido: usted no tiene acceso al canal {channel}',
  'legal-hold-not-found': 'Ninguna retención legal activa tiene el identificador {id}',
  'hold-too-large': 'Los filtros encuentran más de {max} transacciones: acótelos',
  'transaction-held': 'Una retención legal conserva la transacción',
  'month-held': 'Una retención legal conserva transacciones de {month}',
  'transaction-under-way': 'La transacción aún está en curso',
  'transaction-channel-gone': 'El canal de la transacción ya no existe',
  'no-such-channel': 'este canal no existe',
  'page-too-far': 'está demasiado lejos: continúe con `before` desde la página anterior',
  'search-too-slow': 'La búsqueda tardó demasiado: pida menos',
  'bodies-hidden': 'Usted no puede ver los cuerpos de este canal',
  'too-many-calls': 'Una transacción tiene como máximo {max} llamadas',
  'bodies-too-large': 'Los cuerpos que los mediadores agregan a una transacción tienen como máximo {max} bytes',
  'properties-too-long': 'no puede tener más de {max} caracteres',
  'issue-not-found': 'Ninguna incidencia que pueda ver tiene el identificador {id}',
  'task-not-found': 'Ninguna tarea tiene el identificador {id}',
  'task-cannot-become': 'Una tarea {status} no puede pasar a {command}',
  'order-unknown': 'debe ser "time", o la clave "client", "channel" o el nombre de una clave de búsqueda',
  'rerun-not-allowed': 'Usted no puede reejecutar las transacciones del canal {channel}',
  'rerun-needs-permission': 'Se necesita el permiso {permission} para {channel}',
  'channels-closed': 'el canal {channels} está deshabilitado o eliminado',
  'rerun-channel-deleted': 'Su canal ya no existe',
  'rerun-channel-disabled': 'El canal "{channel}" está deshabilitado',
  'rerun-under-way': 'Aún está en curso',
  'rerun-method-not-taken': 'El canal "{channel}" no acepta {method}',
  'rerun-path-not-taken': 'El canal "{channel}" no acepta la ruta {path}',
  'rerun-path-malformed': 'La ruta tiene segmentos "." o "..", que un servicio podría entender como otra ruta',
  'rerun-content-not-taken': 'El canal "{channel}" no acepta este contenido',
  'rerun-client-deleted': 'Su cliente ya no existe, y el canal "{channel}" es privado',
  'rerun-client-disabled': 'Su cliente está deshabilitado',
  'rerun-client-not-allowed': 'Su cliente no puede usar el canal "{channel}"',
  'rerun-address-not-allowed': 'La dirección {address} no puede usar el canal "{channel}"',
  'rerun-in-shadow': 'Se registró en modo espejo: la otra pasarela la atendió',
  'rerun-body-not-stored': 'Su cuerpo no está guardado',
  'rerun-body-not-readable': 'Su cuerpo no se puede leer ahora del depósito de cuerpos antiguos: repítala más tarde',
  'header-reserved': 'la pasarela define el encabezado {name}',
  'header-not-sendable': 'el encabezado {name} tiene caracteres que un encabezado no puede contener',
  'key-not-destroyed-everywhere':
    'Un nodo no ha confirmado que destruyó la clave. Lo hará cuando pueda; pida de nuevo para saber cuándo lo hicieron todos.',
  'retention-busy': 'Otro nodo ya está quitando los registros vencidos',
  'body-key-not-found': 'No hay clave de {month}',
}

export const users: Wording<typeof userReasons> = {
  'saved-view-not-found': 'Ninguna vista guardada tiene el identificador {id}',
  'saved-view-name-taken': 'Ya existe una vista guardada "{name}"',
  'saved-views-too-many': 'Un usuario guarda como máximo {max} vistas',
  unauthorized: 'No autorizado',
  'not-signed-in': 'Sin sesión iniciada',
  'permission-missing': '{user} no tiene el permiso "{permission}"',
  'other-site':
    'Esta llamada cambia algo y viene de una página de otro sitio. Detrás de un proxy, ponga en trustedProxies (MEDIARY_TRUSTED_PROXIES) la dirección del proxy',
  'too-many-passwords': 'Demasiadas contraseñas incorrectas: reintente en unos minutos',
  'too-many-link-requests': 'Demasiadas solicitudes de enlaces de contraseña: reintente en unos minutos',
  'passwords-busy': 'Se verifican demasiadas contraseñas: reintente en un momento',
  'current-password-needed': 'se necesita para cambiar su propia contraseña',
  'current-password-wrong': 'no es su contraseña',
  'first-user-exists': 'El primer usuario ya fue creado',
  'setup-link-invalid': 'Este enlace de instalación no es válido: solo lo es el más nuevo',
  'not-in-a-batch': 'Esta llamada no puede formar parte de un lote: envíela sola',
  'view-as-read-only': 'Usted ve la consola como {email}: nada puede cambiarse ni exportarse hasta que termine',
  'view-as-needs-session': 'Solo quien ha iniciado sesión en la consola puede verla como otro usuario',
  'second-factor-needed':
    'Para iniciar sesión, este usuario necesita también un código de la aplicación de autenticación: envíelo en code',
  'second-factor-wrong': 'El código es incorrecto o ya se usó',
  'second-factor-needs-session':
    'Este usuario tiene un segundo factor, por eso se rechaza una contraseña sola: inicie sesión con POST /authenticate/local, o use un usuario propio para los programas',
  'second-factor-exists': 'El segundo factor ya está activado: desactívelo primero',
  'second-factor-missing': 'No hay ningún segundo factor que confirmar o desactivar',
  'second-factor-own': 'Desactive su propio segundo factor con uno de sus códigos, en Perfil',
  'too-many-second-factors': 'Demasiados códigos incorrectos: inténtelo de nuevo en un cuarto de hora',
  'session-not-found': 'Usted no tiene esa sesión',
  'user-not-found': 'Ningún usuario tiene el correo {email}.',
  'user-email-taken': 'Ya existe un usuario con el correo {email}',
  'only-yourself-visible': 'Usted solo puede verse a sí mismo',
  'only-yourself-editable': 'Usted solo puede cambiarse a sí mismo',
  'user-role-not-found': 'Ningún rol de usuario se llama "{name}"',
  'user-role-unknown': 'ningún rol de usuario se llama "{name}"',
  'user-role-name-taken': 'Ya existe un rol de usuario con el nombre "{name}"',
  'permission-not-yours': 'Usted no puede dar el permiso "{permission}", que no tiene',
  'name-gives-permission':
    'Con el nombre "{name}", otros usuarios obtendrían para este canal el permiso "{permission}", que usted no tiene',
  'user-outranks-you': 'Este usuario tiene el permiso "{permission}", que usted no tiene',
  'last-user-manager': 'Debe quedar un usuario que pueda iniciar sesión y gestionar usuarios',
  'link-unknown': 'Este enlace no se conoce: ya se usó, o uno más nuevo lo reemplazó',
  'no-openid': 'debe ser local o token: los usuarios entran con contraseña, no con OpenID Connect',
  'link-not-imported': 'no se puede definir: POST /users/:email/password-link crea un enlace de un solo uso',
  'link-expired': 'Este enlace venció',
}

export const contactGroups: Wording<typeof contactGroupReasons> = {
  'contact-group-not-found': 'Ningún grupo de contactos tiene el identificador {id}',
  'contact-group-name-taken': 'Ya existe un grupo de contactos con el nombre "{name}"',
  'contact-group-in-use':
    'Las alertas de {count} {count:canal|canales} usan este grupo de contactos. Canales que usted puede ver: {channels}',
  'contact-group-gets-notices':
    'Este grupo de contactos recibe los avisos sobre la instalación: quítelo primero en los ajustes de los avisos',
}

export const visualizers: Wording<typeof visualizerReasons> = {
  'visualizer-not-found': 'Ningún visualizador tiene el identificador {id}',
  'visualizer-name-taken': 'Ya existe un visualizador con el nombre "{name}"',
  'not-a-colour': 'debe ser un color como #4cae4c',
}

export const apps: Wording<typeof appReasons> = {
  'app-not-found': 'Ninguna aplicación tiene el identificador {id}',
  'app-name-taken': 'Ya existe una aplicación con el nombre "{name}"',
  'not-a-link': 'debe ser una dirección que empiece por https://, http:// o /',
}
