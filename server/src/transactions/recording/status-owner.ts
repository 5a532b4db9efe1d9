// What the column `goes_on` says of a transaction whose status is not the gateway's alone to give.

/** Its mediator goes on after the answer. */
export const afterAnswer = 1

/** A mediator has set its status: what the gateway still writes does not change it. */
export const asMediatorSays = 2
