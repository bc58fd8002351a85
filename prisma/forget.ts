/** Where a contact writes from: their own messages, dialogues and addresses are found by it. */
const ADDRESSES = '(SELECT channel, address FROM identities WHERE contact_id = @contact)';

/**
 * What goes of a forgotten person, in this order, in the SQL of both databases. The ledger and the history are
 * not touched: they hold no person. Cards of deals stay as empty rows, so that the one in the chat can be drawn
 * anew; other messages of the deals go, whoever they were for, since they tell of the customer. `@contact` is
 * the contact's id, `{deals}` stands for the list of deals.
 */
export const FORGETTING: readonly string[] = [
  `DELETE FROM messages WHERE (channel, address) IN ${ADDRESSES}`,
  "DELETE FROM messages WHERE deal_id IN {deals} AND NOT (kind = 'deal_card' AND state = 'sent')",
  "UPDATE messages SET data = '{}' WHERE deal_id IN {deals}",
  // Answers to staff that could not be delivered may hold anybody's name; those that were are empty already.
  "DELETE FROM messages WHERE kind = 'screen' AND state = 'parked'",
  `DELETE FROM dialogues WHERE (channel, address) IN ${ADDRESSES}
    AND NOT EXISTS (SELECT 1 FROM staff s WHERE s.channel = dialogues.channel AND s.address = dialogues.address)`,
  "UPDATE approvals SET data = '{}' WHERE deal_id IN {deals} AND state <> 'waiting'",
  'DELETE FROM identities WHERE contact_id = @contact',
];
