// The values of the column `status_owner`. Null: the gateway alone sets the status of the transaction.

/** Its mediator may set the status after the answer. */
export const mediatorMayFollow = 1

/** A mediator has set its status: what the gateway still writes does not change it. */
export const ownedByMediator = 2
