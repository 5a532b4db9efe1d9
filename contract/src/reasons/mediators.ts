/** Reasons for which a call about mediators is refused. */
export const mediatorReasons = {
  'mediator-not-found': 'No mediator has the URN {urn}',
  'mediator-not-yours': 'You may not register a mediator with the URN {urn}',
  'channels-not-yours': 'You may not add channels',
  'mediator-without-endpoint': 'a new mediator needs at least one endpoint',
  'not-a-version': 'must be a version as in SemVer: x.y.z',
  'channel-not-offered': 'the mediator offers no channel with the name {name}',
  'parameter-defined-twice': '"{name}" is defined twice',
  'option-without-values': 'an option needs the values to choose from',
  'struct-without-template': 'a struct needs a template',
  'struct-in-struct': 'a struct cannot contain another struct',
  'unknown-parameter': 'the mediator defines no such parameter',
  'unknown-struct-field': 'the template has no such field',
  'not-a-text-map': 'must be an object whose values are texts',
  'not-an-option': 'must be one of: {options}',
  'mask-without-password': 'no stored password can be told by this mask: send the password itself',
} as const satisfies Record<string, string>
