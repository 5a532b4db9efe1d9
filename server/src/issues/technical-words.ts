/** Words of error messages that begin with a capital letter and are not names. A reason keeps them. */
export const technicalWords = new Set(
  `
  a an the this that these it its no not non only some any all each every one two more most other another same such
  of in on at by for from to with without within into onto over under after before during while until since because if when
  where which who whose what why how and or but nor than then there here as is are was were be been being has have had
  do does did can cannot could may might must shall should will would please unable unless too very also already still yet
  error errors warning warn fatal critical info failure failures failed failing fail fault faulty problem issue reason cause
  invalid illegal incorrect wrong bad malformed missing absent empty null undefined unknown unexpected unsupported
  unrecognized unrecognised unreadable unreachable unavailable unauthorized unauthorised unprocessable forbidden denied
  refused rejected required expected allowed permitted disallowed duplicate duplicated conflict conflicting ambiguous
  found created updated deleted removed locked expired revoked disabled enabled closed open opened opening reset aborted
  cancelled canceled timed timeout time late slow busy full low high long short large small old new first last next
  connection connect connecting connected disconnected socket network host hostname address port proxy gateway server
  upstream downstream client service services remote local peer endpoint url uri path route channel queue topic broker
  request requests response responses answer reply method header headers body content type status code codes message
  messages payload data record records row rows table column database store storage disk memory file folder directory
  stream buffer thread process worker task job lock deadlock overflow underflow quota limit limits rate size length
  transaction transactions commit rollback constraint key keys value values field fields element elements attribute
  property properties parameter parameters argument arguments object array list map string number integer boolean date
  format encoding charset parse parser parsing parsed syntax token tokens character characters line position offset index
  range bounds check checksum signature certificate certificates handshake cipher protocol version secure ssl tls
  password passwords user users account login session permission permissions access role roles scope credential
  credentials authentication authorization authorisation read reading write writing send sending sent receive received
  load loading save saving delete update insert select create get put post patch query search lookup validate validation
  validating resolve resolution process processing convert conversion transform mapping map execute execution call
  operation outcome function module script system application internal external exception pointer class instance
  configuration config setting settings environment license licence dependency schema profile resource resources bundle
  entry reference references identifier identifiers identity id uuid name names number patient patients practitioner
  practitioners provider providers facility facilities organization organisation location clinic hospital laboratory lab
  encounter visit observation observations condition procedure medication medications immunization vaccine allergy
  appointment schedule order orders result results report document documents specimen test diagnosis episode coverage
  claim invoice consent device questionnaire composition person member registry terminology valueset codesystem concept
  segment segments component repetition acknowledgement ack nack hl http https json xml sql fhir soap rest api dns tcp
  ip smtp ftp mllp jwt oauth x
  fehler erreur error erro kosa aucun aucune le la les un une el los las no el o os as um uma
  `
    .split(/\s+/)
    .filter(Boolean),
)
