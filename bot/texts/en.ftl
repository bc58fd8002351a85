# All words in English. Short, warm, exact; a sign at the start only where it helps to see at once what
# has happened. Markup: <b>, <i>, <code>.


## Common

until-day = by { $when }
until-moment = by { $when }
customer-unnamed = Unnamed customer
item = • { $title } — { $amount }
item-many = • { $title } × { $quantity } — { $amount }
whose = { $customer } · deal #{ $deal }
pay-elsewhere = The buyer pays the marketplace, and it makes the receipt
pay-link = Link for the customer: { $url }
no-ceiling = no limit
up-to = up to { $sum }


## Ways to pay

kind-sbp = SBP
kind-card = card
kind-wallet = wallet
kind-instalments = instalments
kind-transfer = bank transfer
kind-stars = Telegram Stars
kind-cash = cash
kind-marketplace = marketplace

pay-sbp = Pay by SBP
pay-card = Pay by card
pay-wallet = Pay by wallet
pay-instalments = Pay in instalments
pay-transfer = Pay by transfer
pay-stars = Pay with Stars
pay-any = Pay
pay-all = All ways and QR code
pay-other = Other ways


## Stages of a deal, states of an invoice

stage-lead = new
stage-in_work = in progress
stage-invoice_issued = invoice sent
stage-awaiting_payment = awaiting payment
stage-partially_paid = partly paid
stage-paid = paid
stage-partially_refunded = partly refunded
stage-refunded = refunded
stage-disputed = disputed by the bank
stage-cancelled = invoice cancelled
stage-lost = lost

invoice-state-open = awaiting payment
invoice-state-planned = ahead
invoice-state-partially_paid = partly paid
invoice-state-paid = paid
invoice-state-partially_refunded = partly refunded
invoice-state-refunded = refunded
invoice-state-disputed = disputed by the bank
invoice-state-cancelled = cancelled
invoice-state-expired = expired

origin =
    { $origin ->
        [telegram] Telegram
        [whatsapp] WhatsApp
        [sandbox] sandbox
        [ozon] Ozon
        [site] website
        [api] another system
        [staff] opened by staff
        [unknown_money] unknown money sent back
        [transfer] bank statement
       *[other] { $origin }
    }

role-owner = owner
role-manager = manager
role-viewer = viewer


## To the customer: first contact

lead-greeting =
    Hello! You can talk about your order here, and pay for it here too.
    I’m a bot: I take the notes, and a real person will answer you in this chat.
lead-greeting-heard =
    Hello! Your message is already with our team, and a real person will answer you right here.
    I’m a bot, here so that nothing gets lost.
lead-need = What can we do for you?
lead-name = What’s your name?
lead-phone = Would you like to leave a phone number, in case a call is quicker?
lead-skip = Skip
lead-share-phone = Share my number
lead-passed-on = I’ve passed it on.
lead-finished = Thank you, that’s all I need! Someone from our team will answer here. If you remember anything else, just add it.
lead-finished-name = Thank you, { $name }, that’s all I need! Someone from our team will answer here. If you remember anything else, just add it.


## To the customer: conversation

same-person = Somebody has written to us from this number before, in { $channel }. Is it you? Then we’ll go on here.
button-same-yes = Yes, it’s me
button-same-no = No
same-joined = Good, let’s go on here. Our team sees everything.
same-joined-about = Good, let’s go on here: “{ $title }”. Our team sees everything.
same-elsewhere = You confirmed your number in another messenger ({ $channel }), so we’ll answer there now. If it wasn’t you, write here.
welcome-back = Welcome back! We have your request and will answer here. If there’s anything to add, just write.
welcome-back-about = Welcome back! We have your request “{ $title }” and will answer here. If there’s anything to add, just write.
welcome-back-invoice = Invoice #{ $number } is waiting to be paid: <b>{ $due }</b>.
passed-on = I’ve passed it on. Someone will answer you here.
customer-help =
    Just write here in your own words, send photos and files: our team sees it all and will answer.

    Invoices come to this chat too. Pay by the button under an invoice or by its QR code; the confirmation comes by itself.

    /stop — no more payment reminders
reminders-stopped = All right, no more payment reminders. Invoices, confirmations and answers will still come.
unsupported = I can’t pass on this kind of message. Please write it in words, or send a photo, a voice message or a file.
media-not-shown = 📎 We sent you an attachment ({ $what }) that can’t be shown here. Please ask for it another way.


## To the customer: invoice

invoice-issued = 🧾 <b>Invoice #{ $number }</b>
invoice-total = Total: <b>{ $total }</b>
invoice-due = Please pay { $until }
invoice-next = Tap the button below or scan the QR code. As soon as the money arrives, I’ll let you know.
chat-invoice-title = Invoice #{ $number }
chat-invoice-pay = Pay { $amount }

reminder-0 = 🔔 A gentle reminder about invoice #{ $number }: <b>{ $due }</b>.
reminder-0-next = It takes a minute: just tap a button below.
reminder-1 = 🔔 Invoice #{ $number } for <b>{ $due }</b> is waiting to be paid.
reminder-1-next = Any questions? Write here and our team will help.
reminder-2 = 🔔 Invoice #{ $number } for <b>{ $due }</b> is still unpaid.
reminder-2-next = If you no longer need it, tap “No longer needed”. To stop all payment reminders, write “stop”.
reminder-begun = You have already paid { $paid } of { $total }.

invoice-cancelled = Invoice #{ $number } for { $total } is cancelled, there is nothing to pay. If you didn’t expect this, write here.
invoice-expired = ⏳ The time to pay invoice #{ $number } for { $total } has run out. If you still need it, write here and we’ll make a new one.

button-tomorrow = Remind me tomorrow
button-paid = Already paid
button-decline = No longer needed

not-found-yet =
    Thank you for telling us! The bank hasn’t confirmed the payment of invoice #{ $number } yet, which is normal for the first few minutes. I’ll check again and let you know.

    If the money has left your account, there’s no need to pay again. If that was a while ago, please send the receipt here and our team will sort it out.
declined = All right, no more reminders about invoice #{ $number }. Our team knows. If you change your mind, just write.
will-remind = All right, I’ll remind you about invoice #{ $number } tomorrow.
paid-found-toast = Found your payment, thank you!
no-receipt = There is no such receipt here: the payment has not arrived yet, or the receipt is kept in another chat. If you have just paid, open the link again in a minute.
button-old = This button no longer works.


## To the customer: money

paid-title = ✅ <b>Invoice #{ $number } is paid.</b> Thank you!
paid-total = Paid: <b>{ $total }</b>
paid-last-part = Last payment: { $amount }
paid-next = Our team knows about the payment and will write here about what comes next.
part-paid = ⏳ We’ve received <b>{ $amount }</b> for invoice #{ $number }, thank you!
part-paid-left = { $paid } of { $total } is paid, <b>{ $due }</b> is left. You can pay the rest in any way.

money-held = 🔒 <b>{ $amount }</b> is on hold for invoice #{ $number }.
money-held-next = You haven’t paid yet: the money is still yours, the bank only keeps it aside. We take it once our team has confirmed everything. If that doesn’t happen { $until }, the hold ends by itself.
hold-released = 🔓 The hold of <b>{ $amount }</b> for invoice #{ $number } is over, and we took nothing. Your bank makes the money available again by itself, usually within a few days.
hold-released-asks = The invoice is still good, you can pay it again.
held-toast = The money is on hold. There is no need to pay twice.

payment-failed = ⚠️ The payment for invoice #{ $number } didn’t go through: { $because }.
payment-failed-next = We have not received any money. If your bank shows a charge, it will return it by itself. The invoice is still good: please try again or choose another way to pay.
failure-funds = not enough money on the account
failure-expired_card = the card has expired
failure-details = a mistake in the card details
failure-confirmation = the bank didn’t get a confirmation
failure-limit = a limit set by the bank was exceeded
failure-time = the time to pay ran out
failure-cancelled = the payment was cancelled
failure-bank = the bank declined it
failure-other = the bank gave no reason

overpaid = 💰 You’ve sent us <b>{ $amount }</b> on top of invoice #{ $number }. The money is safe: our team knows and will write here about returning it.
too-fast = I can’t keep up: too many messages. The last ones were not kept. Please wait a minute and write again.
receipt-sale = 🧾 Receipt for invoice #{ $number }, { $amount }
receipt-closing = 🧾 Final receipt for invoice #{ $number }, { $amount }
receipt-refund = 🧾 Refund receipt for invoice #{ $number }, { $amount }
receipt-numbers = FN { $storage }, FD { $document }, FP { $attribute }
receipt-contact-wanted = 🧾 We’ve got your { $amount } for invoice #{ $number }. Write an e-mail address or a phone number, and we’ll send the receipt.
receipt-goes-to = Thank you! The receipt goes to <b>{ $to }</b>.
button-receipt = Open the receipt
button-receipt-contact = Where to send it
refund-sent = ↩️ We’ve returned <b>{ $amount }</b> to you for invoice #{ $number }.
refund-sent-extra = ↩️ We’ve returned <b>{ $amount }</b> that came on top of invoice #{ $number }.
refund-sent-next = The money goes back to where you paid from. That takes from a few minutes to a few days, depending on the bank.


## To staff: deal

deal-new = 🆕 New deal
deal-title = <b>Deal #{ $deal }</b> · { $title }
deal-untitled = untitled
deal-customer = Customer: { $customer }
deal-customer-phone = Customer: { $customer }, { $phone }
deal-unreachable = 🔕 Messages don’t reach the customer
deal-stage = Stage: { $stage }
deal-responsible = In charge: { $name }
deal-free = In charge: nobody yet
deal-source = From: { $source }
deal-invoice = Invoice #{ $number } · { $total } · { $state }
deal-invoice-left = Invoice #{ $number } · { $total } · { $state }, { $due } left
deal-invoices-more =
    and { $count ->
        [one] { $count } more invoice
       *[other] { $count } more invoices
    }

timeline = <i>So far</i>
event-opened = { $when }: deal opened
event-issued = { $when }: invoice #{ $number } for { $sum }
event-paid = { $when }: { $sum } came for invoice #{ $number }, { $kind }
event-refunded = { $when }: { $sum } returned for invoice #{ $number }
event-disputed = { $when }: the bank disputed { $sum } of invoice #{ $number }

told-title = <i>What reached the customer</i>
told-delivered = { $what }: delivered { $when }
told-read = { $what }: read { $when }
told-failed = { $what }: not delivered (<code>{ $reason }</code>)
told-invoice = Invoice #{ $number }
told-reminder = Reminder of invoice #{ $number }
told-answer = Your answer
told-message = Message

deals-title = <b>Deals</b>, newest first
deals-row = { $customer } · { $stage } · { $name }
deals-row-free = { $customer } · { $stage } · nobody in charge
deals-none = No deals yet. The first one appears when a customer writes, or open one yourself: <code>/new Logo for a café</code>
invoices-title = <b>Invoices</b>, newest first
invoices-row = #{ $number } · { $total } · { $state } · deal #{ $deal }
invoices-none = No invoices yet. To make the first one, write the deal’s number, the sum and what it’s for: <code>/invoice 1 15000 Logo</code>
list-end = That’s all there is.

button-take = Take the deal
button-invoice = Make an invoice
button-invoice-again = Make a new invoice
button-answer = Answer
button-bill = Invoice #{ $number }
button-lost = Lost
button-deal = Deal #{ $deal }
button-deal-of = #{ $deal } · { $customer }
button-open-deal = Open the deal
button-back = ← Back
button-newer = ← Newer
button-older = Older →
button-deals = Deals
button-invoices = Invoices

deal-taken-toast = The deal is yours
deal-yours-toast = This deal is yours already

lost-ask = Why didn’t deal #{ $deal } work out? Choose a reason or write your own.
lost-reason-1 = Too expensive
lost-reason-2 = No longer needed
lost-reason-3 = Chose somebody else
lost-reason-4 = No answer
lost-reason-5 = Not what we do
deal-lost = Deal #{ $deal } is closed as lost, and its unpaid invoices are cancelled. If the customer comes back, make a new invoice and the deal is alive again.


## To staff: talking to the customer

said = 💬 <b>{ $name }</b> · deal #{ $deal }
said-edited = ✏️ <b>{ $name }</b> · deal #{ $deal } · edited
media-elsewhere = 📎 An attachment ({ $what }) that can only be opened in { $channel }.
media-photo = photo
media-voice = voice message
media-audio = audio
media-video = video
media-document = file
media-sticker = sticker
ask-answer = Write your answer: { $name }, deal #{ $deal }. A photo or a file is fine too.
sent-to-customer = Sent: { $name }, deal #{ $deal }
edits-stay-here = The customer won’t see your correction, they still have the message as it was. If it matters, send a new one.
unsupported-staff = This kind of message can’t be passed on. Words, photos, voice messages and files can.
hint = I’m not sure who this is for. To write to a customer, reply to their message or tap “Answer” in the deal. All commands: /help


## To staff: invoice

ask-title = What is the invoice for, deal #{ $deal }? Keep it short: the customer will see these words.
ask-quantity = “{ $title }”. How many? A fraction is fine: 0.5
quantity-unreadable = “{ $given }” is not a quantity I can read. Write a number above zero, for example 2 or 0.5.
ask-price = “{ $title }”. What’s the price of one? For example, 15000
ask-due = Pay by which day? Choose one or write a date, for example 31.12
day-unreadable = “{ $given }” is not a date I can read. Write the day and the month, for example 31.12
preview = <b>Please check the invoice</b> · { $customer }, deal #{ $deal }
preview-no-due = No date to pay by
preview-above = This is above your limit ({ $ceiling }), so an owner will be asked first.
preview-no-chat = There is no chat with this customer. Make the invoice and you’ll get a link for them.
issued = ✅ Invoice #{ $number } for { $total } is on its way to the customer. When they pay, I’ll let you know.
issued-link = ✅ Invoice #{ $number } for { $total } is ready. There is no chat with the customer, so please hand over the link yourself.
press-please = Please use the buttons above. You can start over at any time: /help
stopped = Stopped, nothing has changed.
sent-for-approval = 🔐 An owner has been asked. I’ll let you know what they decide. Nothing is sent until then.

button-stop = Stop
button-one = Just one
button-due-3d = 3 days
button-due-7d = A week
button-due-none = No date
button-send = Send to customer
button-issue = Make it
button-ask-owner = Ask an owner
button-add-item = Add an item
button-due = Pay by

invoice-page = <b>Invoice #{ $number }</b> · { $state }
invoice-page-paid = Paid: { $paid }
invoice-page-refunded = Returned: { $refunded }
invoice-page-due = Left: <b>{ $due }</b>
invoice-page-issued = Made { $when }
button-remind = Remind the customer
button-ask-part = Ask for this part
button-refund-some = Return money
button-cancel-invoice = Cancel the invoice
cancel-confirm = Cancel invoice #{ $number } for { $total }?
cancel-confirm-tells = The customer will be told that there is nothing to pay.
button-cancel-yes = Yes, cancel it
button-keep = No, keep it
cancelled = Invoice #{ $number } is cancelled. No more reminders about it.
reminder-sent = 🔔 A reminder about invoice #{ $number } is on its way to the customer.
reminder-later = 🌙 It’s quiet hours for the customer. The reminder about invoice #{ $number } goes out { $when }.


## To staff: refund

refund-ask-sum = How much of invoice #{ $number } goes back? Up to <b>{ $left }</b> can. Tap the button or write a sum.
button-refund-all = All of it: { $left }
refund-ask-reason = Returning <b>{ $amount }</b> for invoice #{ $number }. Why? Choose a reason or write it.
refund-reason-1 = Customer changed their mind
refund-reason-2 = We couldn’t deliver
refund-reason-3 = Wrong sum
refund-reason-4 = Agreed with the customer
refund-confirm = Return <b>{ $amount }</b> for invoice #{ $number }?
refund-because = Reason: { $reason }
refund-back-where = The money goes back to where it came from. A refund can’t be undone.
refund-above = This is above your limit ({ $ceiling }), so an owner will be asked first.
button-refund = Return { $amount }
refund-on-its-way = ↩️ The refund of { $amount } for invoice #{ $number } is on its way. When the money leaves, the customer will be told.
button-refund-items = Choose items
refund-pick = What goes back from invoice #{ $number }? Use the buttons, or write the line and how many: <code>1 2</code>
refund-pick-none = { $line }. { $title }: { $quantity } for { $amount }
refund-pick-some = { $line }. { $title }: <b>returning { $picked }</b> of { $quantity }
refund-pick-sum = To refund: <b>{ $amount }</b>
refund-pick-unreadable = I didn’t understand “{ $given }”. Write the line and how many to return, no more than there are: <code>1 2</code>
button-item = { $title }
button-item-picked = ✓ { $title }
button-less = −
button-more = +
button-refund-next = Next: { $amount }
refund-waits = ⏳ The refund of { $amount } for invoice #{ $number } is on its way, { $when }
refund-failed = ⚠️ The refund of { $amount } for invoice #{ $number } did not go through
button-refund-again = Try { $amount } again
refund-failure-balance = Your balance at the payment service was too low. Top it up there, or wait for new payments, and try again.
refund-failure-late = It is too late to refund this payment. Send the money by bank transfer: ask the customer for the details.
refund-failure-account = The customer’s card or account is closed. Ask where to send the money, and return it by bank transfer.
refund-failure-amount = The service finds the sum too large: some of it may have been refunded in its own console. Compare the sums there and try again.
refund-failure-dispute = The bank disputes this payment and holds the money. Please wait until the dispute is decided.
refund-failure-method = The service does not refund this payment by itself. Return the money in its console, or by bank transfer.
refund-failure-other = You still have the money, and the customer has been told nothing. Try again, or return the money in the payment service’s own console.
on-its-way-toast = Done, the confirmation will come here


## To staff: what happened to the money

staff-paid = ✅ <b>Invoice #{ $number } is paid</b> · { $total } · { $kind }
staff-part-paid = ⏳ <b>{ $amount }</b> came for invoice #{ $number } ({ $kind }), { $due } left
staff-payment-failed = ⚠️ A payment for invoice #{ $number } didn’t go through: { $because }
staff-payment-failed-next = The customer knows and can pay in another way.
staff-money-held = 🔒 <b>{ $amount }</b> is on hold for invoice #{ $number } · { $kind }
staff-money-held-next = It isn’t paid yet. Take the money or let it go { $until }, or it goes back to the customer by itself.
staff-hold-ending = ⏳ The hold of <b>{ $amount }</b> for invoice #{ $number } ends soon
staff-hold-ending-next = Decide { $until }. After that the money goes back to the customer and can’t be taken.
staff-hold-failed = ⚠️ <b>{ $amount }</b> for invoice #{ $number } couldn’t be taken
staff-hold-failed-next = The money is still on hold. Try again, take another sum, or let it go.
staff-hold-released-staff = 🔓 The hold of { $amount } for invoice #{ $number } is over, the customer knows
staff-hold-released-deadline = ⏳ The hold of <b>{ $amount }</b> for invoice #{ $number } is over: the time to decide ran out. The money went back to the customer
staff-hold-released-not_needed = 🔓 The hold of { $amount } for invoice #{ $number } is over: it was no longer needed
staff-hold-released-bank = ⚠️ The bank ended the hold of <b>{ $amount }</b> for invoice #{ $number }. The money went back to the customer
staff-hold-released-asks = The invoice is still waiting for payment.
button-take-held = Take { $amount }
button-take-part = Take a part
button-release-held = Let go
button-release-yes = Yes, let go
hold-part-ask = How much to take for invoice #{ $number }? Up to <b>{ $most }</b>. Write the sum, the rest goes back to the customer.
hold-taking = 💳 Taking <b>{ $amount }</b> for invoice #{ $number }. I’ll write when the bank confirms it.
hold-releasing = 🔓 Letting <b>{ $amount }</b> for invoice #{ $number } go. I’ll write when the bank confirms it.
release-confirm = Let <b>{ $amount }</b> for invoice #{ $number } go? The money goes back to the customer and can’t be taken afterwards.
invoice-page-held = On hold, not taken: <b>{ $held }</b>
staff-overpaid = 💰 Too much came for invoice #{ $number }: <b>{ $amount }</b> extra
staff-extra-next = It is kept apart from the invoice. Return it by the button, or agree on it with the customer.
staff-extra-next-either = It is kept apart. Please decide: count it towards this invoice, or return it.
staff-mismatch-currency = ⚠️ Money in another currency came for invoice #{ $number } for { $total }: <b>{ $amount }</b>. It doesn’t pay the invoice.
staff-mismatch-cancelled = ⚠️ <b>{ $amount }</b> came for invoice #{ $number } for { $total }, which is cancelled
staff-mismatch-expired = ⚠️ <b>{ $amount }</b> came for invoice #{ $number } for { $total }, which has expired
button-return = Return { $amount }
button-count = Count for #{ $number }
staff-receipt-failed-sale = 🧾 No receipt for { $amount }, invoice #{ $number }
staff-receipt-failed-closing = 🧾 No final receipt for { $amount }, invoice #{ $number }
staff-receipt-failed-refund = 🧾 No refund receipt for { $amount }, invoice #{ $number }
staff-receipt-slow = 🧾 The receipt for { $amount }, invoice #{ $number }, isn’t registered yet
receipt-why = The cash register answered: <code>{ $reason }</code>
receipt-why-no_register = No cash register is connected, and the payment service registers no receipts.
receipt-why-register_not_set_up = The cash register that was used is not connected any more.
receipt-why-not_by_provider = This payment service registers no receipt apart from its payment.
staff-receipt-failed-next = The money is safe. Put the cause right and press “Try again”, or register the receipt by hand.
staff-receipt-slow-next = The money is safe, and we keep trying. If it takes long, have a look at the cash register.
button-retry-receipt = Try again
receipt-line-sale = 🧾 Receipt for { $amount }: { $state }
receipt-line-closing = 🧾 Final receipt for { $amount }: { $state }
receipt-line-refund = 🧾 Refund receipt for { $amount }: { $state }
receipt-state-no_contact = waits for the customer’s e-mail or phone
receipt-state-creating = being registered
receipt-state-unknown = being registered
receipt-state-pending = being registered
receipt-state-registered = registered
receipt-state-failed = not registered
receipt-retried-toast = Trying once more
handed-over-toast = Noted as handed over. The final receipt is on its way
button-ship = 🚚 Shipped
shipped-toast = Noted. The marketplace will know
shipped-before-toast = Shipped already
button-handed-over = 📦 Handed over
staff-refund-sent = ↩️ <b>{ $amount }</b> returned for invoice #{ $number }
staff-refund-sent-extra = ↩️ <b>{ $amount }</b> paid on top of invoice #{ $number } is returned
staff-refund-failed = ⚠️ The refund of { $amount } for invoice #{ $number } didn’t go through
staff-vendor-words = The payment service says: <i>{ $reason }</i>
staff-refund-at-bank = Card payments can’t be returned through the messenger. Return the money in the office of the payment service that is connected to the bot: payment <code>{ $payment }</code>. The customer has not been told anything.
staff-refund-whole-only = This payment can only be returned as a whole: the messenger returns no parts. The money is still with you, and the customer has not been told anything.
staff-disputed-open = ⚠️ <b>The bank disputes the payment of invoice #{ $number }</b> and holds { $amount } until it decides. Please answer in the payment service’s own console: time is short.
staff-disputed-reason = Reason: { $reason }
staff-disputed-until = Please answer the bank in the payment service’s own console { $until }. The button gathers the evidence.
staff-disputed-soon = Please answer the bank in the payment service’s own console: time is short. The button gathers the evidence.
staff-dispute-due =
    { $days ->
        [one] ⏳ { $days } day is left to answer the bank: it disputes { $amount } for invoice #{ $number }
       *[other] ⏳ { $days } days are left to answer the bank: it disputes { $amount } for invoice #{ $number }
    }
button-evidence = Gather evidence
evidence-toast = On it, the file will come here
evidence-ready = 📎 <b>Evidence for the dispute about invoice #{ $number }</b>: payment, receipts, conversation and the deal’s history in one file
evidence-ready-next = Read it and attach it to your answer to the bank; a browser can save it as a PDF. It holds the customer’s data: please don’t pass the file or the link on to others.
button-evidence-open = Open in a browser
dispute-reason-credit_not_processed = the customer got no refund
dispute-reason-duplicate = the customer thinks they paid twice
dispute-reason-fraudulent = the customer says they did not pay
dispute-reason-general = the bank did not say more
dispute-reason-incorrect_account_details = wrong account details
dispute-reason-insufficient_funds = not enough money in the account
dispute-reason-product_not_received = the customer did not get the order
dispute-reason-product_unacceptable = the order is not as promised
dispute-reason-subscription_canceled = the subscription was cancelled
dispute-reason-unrecognized = the customer did not recognise the payment


## The evidence document

evidence-title = Evidence for a dispute: invoice #{ $number }
evidence-made = Made { $when } from the bot’s records. Every time is given twice: UTC and, below it, { $zone }.
evidence-dispute = Dispute
evidence-sum = Sum
evidence-reason = Reason
evidence-state = State
evidence-dispute-open = open
evidence-dispute-won = decided for the seller
evidence-dispute-lost = decided for the buyer
evidence-opened = Opened
evidence-answer-until = Answer by
evidence-closed = Closed
evidence-provider = Payment service
evidence-dispute-id = Dispute ID
evidence-deal = Deal and parties
evidence-seller = Seller
evidence-inn = INN { $inn }
evidence-deal-number = Deal #
evidence-source = Where the customer came from
evidence-deal-opened = Deal opened
evidence-responsible = Responsible
evidence-customer = Customer
evidence-phone = Phone, as told by the customer
evidence-phone-verified = Phone, verified by the messenger
evidence-email = E-mail
evidence-company = Company, INN
evidence-chat = Chat
evidence-since = First wrote
evidence-what = What
evidence-quantity = Quantity
evidence-invoice = Invoice #{ $number }
evidence-total = Total
evidence-paid = Paid
evidence-refunded = Refunded
evidence-issued = Issued
evidence-issued-by = Issued by
evidence-asked = Sent to the customer
evidence-due = Due
evidence-paid-at = Paid in full
evidence-payments = Payments
evidence-when = When
evidence-how = Method
evidence-ids = IDs at the payment service
evidence-this-one = this payment is disputed
evidence-payment-pending = not completed
evidence-payment-authorized = money held
evidence-payment-succeeded = succeeded
evidence-payment-failed = failed
evidence-payment-expired = expired
evidence-payment-cancelled = cancelled
evidence-refunds = Refunds
evidence-refund-pending = on its way
evidence-refund-succeeded = done
evidence-refund-failed = failed
evidence-receipts = Fiscal receipts
evidence-receipt-kind = Receipt
evidence-receipt-sale = sale
evidence-receipt-closing = sale, prepayment settled
evidence-receipt-refund = return of sale
evidence-receipt-registered = registered
evidence-receipt-failed = not registered
evidence-receipt-waits = being registered
evidence-fiscal = Storage · document · attribute, address
evidence-timeline = History of the deal
evidence-who = Who
evidence-what-happened = What happened
evidence-by-system = Bot
evidence-by-staff = Staff
evidence-by-customer = Customer
evidence-by-provider = Payment service
evidence-by-api = Another system
evidence-conversation = Conversation
evidence-no-words = The records hold no conversation with the customer.
evidence-words = Message
evidence-delivered = Delivered to the messenger
evidence-not-delivered = no
evidence-number = #{ $number }
evidence-told-invoice_issued = Invoice
evidence-told-invoice_reminder = Payment reminder
evidence-told-invoice_part_paid = Confirmation of a part payment
evidence-told-invoice_paid = Confirmation of payment
evidence-told-invoice_cancelled = Invoice cancelled
evidence-told-invoice_expired = Time to pay is over
evidence-told-payment_failed = Payment did not go through
evidence-told-overpaid = More came than was due
evidence-told-refund_sent = Money returned
evidence-told-receipt_ready = Fiscal receipt
evidence-event-deal_opened = Deal opened
evidence-event-deal_taken = Deal taken on
evidence-event-deal_lost = Deal given up
evidence-event-customer_wrote = The customer wrote
evidence-event-staff_wrote = The customer was answered
evidence-event-customer_says_paid = The customer said they had paid
evidence-event-customer_declined = The customer declined the invoice
evidence-event-customer_unreachable = Messages stopped reaching the customer
evidence-event-customer_joined = The customer went on in another messenger
evidence-event-customer_reachable = The customer can be reached again
evidence-event-message_delivered = Message delivered
evidence-event-message_read = Message read
evidence-event-message_failed = Message did not get through
evidence-event-message_undelivered = Message could not be delivered
evidence-event-invoice_issued = Invoice issued
evidence-event-invoice_asked = Invoice sent to the customer
evidence-event-invoice_cancelled = Invoice cancelled
evidence-event-invoice_expired = Time of the invoice ran out
evidence-event-reminder_asked = Staff asked for a payment reminder
evidence-event-reminder_sent = Payment reminder
evidence-event-reminder_postponed = Reminder postponed
evidence-event-payment_asked = The customer began to pay
evidence-event-payment_opened = Payment page opened
evidence-event-payment_not_opened = Payment page did not open
evidence-event-payment_pending = Payment waits
evidence-event-payment_authorized = Money held
evidence-event-payment_held = Money held
evidence-event-payment_succeeded = Money came
evidence-event-payment_failed = Payment did not go through
evidence-event-payment_expired = Payment expired
evidence-event-payment_cancelled = Payment cancelled
evidence-event-capture_asked = Held money is to be taken
evidence-event-capture_failed = Held money could not be taken
evidence-event-release_asked = Held money released
evidence-event-credit_applied = Extra money counted towards the invoice
evidence-event-money_entered = Payment entered by hand
evidence-event-money_returned = Money returned
evidence-event-handed_over = Order handed over
evidence-event-refund_asked = Refund asked for
evidence-event-refund_succeeded = Refund done
evidence-event-refund_failed = Refund failed
evidence-event-receipt_registered = Receipt registered
evidence-event-receipt_failed = Receipt not registered
evidence-event-receipt_retried = Receipt sent to the register again
evidence-event-receipt_kept = The customer kept the receipt
evidence-event-receipt_contact_given = The customer gave an address for the receipt
evidence-event-approval_asked = An owner’s approval asked for
evidence-event-approval_given = An owner approved
evidence-event-approval_declined = An owner declined
evidence-event-dispute_open = The bank disputes the payment
evidence-event-dispute_won = Dispute decided for the seller
evidence-event-dispute_lost = Dispute decided for the buyer
evidence-event-stage_changed = Stage of the deal
evidence-event-evidence_made = Evidence gathered

## Staff: disputes
staff-disputed-won = ✅ The dispute about invoice #{ $number } is won, { $amount } is yours again
staff-disputed-lost = ⚠️ The dispute about invoice #{ $number } is lost, { $amount } went back to the customer
staff-says-paid = 🔎 The customer says that invoice #{ $number } ({ $due }) is paid. The payment service doesn’t see it yet; we’ll check again.
staff-says-paid-found = ✅ The customer says that invoice #{ $number } is paid, and the payment service confirms it
staff-declined = 🚫 The customer no longer needs invoice #{ $number } for { $due }
staff-declined-next = Reminders have stopped, but the invoice can still be paid. Cancel it, or write to the customer.
staff-expired = ⏳ Invoice #{ $number } for { $total } has expired unpaid
staff-unreachable-blocked = 🔕 The customer has blocked the bot
staff-unreachable = 🔕 Messages don’t reach the customer (<code>{ $reason }</code>)
staff-unreachable-next = You can’t write to them from here until they write first. If the deal has a phone number, give them a call.

## To staff: money without an invoice

staff-unmatched = ⚠️ Money came that no invoice asked for: <b>{ $amount }</b>
staff-unmatched-refund = ⚠️ A buyer got money back for a payment that is not here: <b>{ $amount }</b>
staff-unmatched-dispute = ⚠️ A bank disputes a payment that is not here: <b>{ $amount }</b>
staff-unmatched-where = From { $source }, payment <code>{ $reference }</code>, { $when }
unmatched-payer = Payer: { $name }
unmatched-payer-inn = Payer: { $name }, tax number { $inn }
unmatched-purpose = Purpose: <i>{ $purpose }</i>
unmatched-next = It is recorded, and the money will not be lost. Say whose it is, or send it back.
unmatched-next-look = Look the payment up at the service by this number. There is nothing to change here.
button-whose = Whose is it?
button-give-back = Send it back
button-seen = Noted
button-unmatched = Unknown money

unmatched-title = <b>Money without an invoice</b>. Press a sum to say whose it is.
unmatched-none = All is in its place: there is no unknown money.
unmatched-row = { $when }: <b>{ $amount }</b>, { $source }
unmatched-row-refund = { $when }: a refund of <b>{ $amount }</b>, { $source }
unmatched-row-dispute = { $when }: a dispute over <b>{ $amount }</b>, { $source }
button-unmatched-row = { $amount }, { $when }

held-title = <b>Money beyond invoices</b>. Count it or return it.
held-none = There is no money beyond invoices: all is counted or returned.
held-row = Invoice #{ $number } · { $customer }: <b>{ $amount }</b>
button-held = Money beyond invoices

whose-title = Whose is this <b>{ $amount }</b>? Pick an invoice.
whose-row = #{ $number } · { $customer } · { $due } · { $day }
whose-row-closed = #{ $number } · { $customer } · { $total }, { $state } · { $day }
whose-why-named = Its number is named in the payment:
whose-why-payer = Invoices of the same company:
whose-why-sum = The sum is the same:
whose-why-recent = Waiting for payment:
whose-none = No invoice fits. If you know the number, write it.
whose-ask = Write the number of the invoice, for example 12
button-other-invoice = Another invoice

attach-confirm = Put <b>{ $amount }</b> on invoice #{ $number }?
attach-pays = The invoice will be paid in full.
attach-part = { $left } will be left to pay.
attach-extra = { $extra } will be left over: you can return it.
attach-nothing = This invoice takes no money now. It will be kept for the customer, and you decide whether to count or return it.
attach-tells = The customer is told at once.
attach-or-keep = If it is too early to decide, keep the money for the customer: the invoice stays as it is.
button-attach = Put { $amount } on it
button-keep-credit = Keep it for the customer
attached = ✅ { $amount } is on invoice #{ $number }.
money-kept = ✅ { $amount } is kept for the customer. Invoice #{ $number } is as it was.
staff-mismatch-kept = 💰 <b>{ $amount }</b> is kept for the customer, invoice #{ $number } is as it was

give-back-confirm = Send <b>{ $amount }</b> back to whoever paid?
give-back-by-hand = This money cannot be sent back from here. Send it back at the bank or service and press “Sent back”: then it is recorded.
button-given-back = Sent back
given-back = ↩️ Recorded: { $amount } went back.
give-back-on-its-way = ↩️ { $amount } is on its way back. I will write when it has gone.
seen = Noted. It stays in the history.


## To staff: money entered by hand

button-cash = Enter by hand
cash-ask-sum = How much did you get for invoice #{ $number }? <b>{ $due }</b> is left. Press the button or write a sum.
button-cash-all = All: { $due }
cash-ask-kind = How did you get <b>{ $amount }</b>?
cash-kind-cash = In cash
cash-kind-card = By card at a terminal
cash-kind-transfer = By transfer
cash-ask-reason = Write who gave you the money and how: these words stay in the deal’s history.
cash-confirm = Record <b>{ $amount }</b> for invoice #{ $number }, { $kind }?
cash-because = Where from: { $reason }
cash-confirm-tells = The customer is told of the payment. A slip can be put right by a refund.
button-cash-yes = Record { $amount }
cash-entered = ✅ { $amount } is recorded for invoice #{ $number }.
refund-hand-over = This money was entered by hand: give it back to the customer yourself. The refund is recorded at once.


## Approval

approval-wanted-invoice = 🔐 { $name } asks to invoice <b>{ $amount }</b>
approval-wanted-refund = 🔐 { $name } asks to return <b>{ $amount }</b>
approval-about = Deal #{ $deal }: { $about }
approval-given-invoice = ✅ The invoice for { $amount } is approved and made, deal #{ $deal }. Decided by { $name }
approval-given-refund = ✅ The refund of { $amount } is approved and on its way, deal #{ $deal }. Decided by { $name }
approval-declined-invoice = ❌ The invoice for { $amount } is not approved, deal #{ $deal }. Nothing went to the customer. Decided by { $name }
approval-declined-refund = ❌ The refund of { $amount } is not approved, deal #{ $deal }. The money stays. Decided by { $name }
button-approve = Approve
button-decline-approval = Decline


## Team

team-title =
    <b>Team</b>: { $count ->
        [one] { $count } person
       *[other] { $count } people
    }
team-member = <b>{ $name }</b> · { $role }
team-ceilings = Without asking: invoices { $invoices }, refunds { $refunds }
team-invite = To change what somebody may do, tap their name. New people join by a link.
button-member = { $name }
button-invite-manager = Invite a manager
button-invite-viewer = Invite a viewer
button-invite-owner = Invite an owner
button-ceiling-invoice = Invoice limit
button-ceiling-refund = Refund limit
button-no-ceiling = No limit
button-remove = Remove from team
button-remove-yes = Yes, remove
invite = An invitation, role: { $role }. Send this link to the person. It works once, and only for a day.
invite-link = { $link }
remove-confirm = Remove { $name } from the team? Their access ends at once; deals and invoices stay.
removed = { $name } no longer has access to the bot. Deals and invoices are still there.
ask-ceiling-invoice = { $name }: up to which sum may they invoice without asking? Now: { $ceiling }. Write a sum, for example 300000
ask-ceiling-refund = { $name }: up to which sum may they return money without asking? Now: { $ceiling }. Write a sum, for example 30000
ceiling-changed-invoice = { $name }: invoices without asking — { $ceiling }.
ceiling-changed-refund = { $name }: refunds without asking — { $ceiling }.
welcome = 👋 Welcome, { $name }! Your role: { $role }.


## To the owner: how customers pay

policy-title = <b>How customers pay</b>
policy-title-funnel = <b>How customers pay</b> · funnel { $funnel }
policy-for-people = People see:
policy-for-companies = Companies see:
policy-kind = { $place }. { $kind } · { $provider } first
policy-hold-on = 🔒 Money is held first and taken when you press the button: cards and wallets. The other ways take it at once.
policy-hold-off = 🔓 Money is taken at once.
policy-cash-on = 💵 Cash may be entered by hand.
policy-cash-off = 💵 Cash can’t be entered by hand.
policy-pieces-on = 🧩 New invoices may be paid in pieces.
policy-pieces-off = 🧩 Every invoice is paid in one go.
policy-changed = <i>Last changed by { $name }, { $when }</i>
policy-first = { $kind }: which service should be tried first? If it doesn’t answer, the next one is asked.
button-policy = How customers pay
button-policy-people = Show for people
button-policy-companies = Show for companies
button-policy-funnel = Funnel { $funnel }
button-policy-back = ← Back
button-kind-on = ✅ { $kind }
button-kind-off = ⬜ { $kind }
button-kind-up = ↑ { $kind }
button-kind-first = Service
button-provider = { $provider }
button-hold-on = Take at once
button-hold-off = Hold first
button-cash-on = Forbid cash
button-cash-off = Allow cash
button-pieces-on = In one go only
button-pieces-off = Allow pieces


## To the owner: books compared with payment services

books-title = 📒 <b>Books compared</b>, { $from } – { $to }: they differ
books-provider = <b>{ $provider }</b>
books-found = { $type ->
    [refund] • A refund of { $theirs } (<code>{ $id }</code>) didn’t reach us in time. We asked the service and booked it
   *[other] • A payment of { $theirs } (<code>{ $id }</code>) didn’t reach us in time. We asked the service and booked it
}
books-kept = { $type ->
    [refund] • A refund of { $theirs } (<code>{ $id }</code>) waits among money without a deal
   *[other] • A payment of { $theirs } (<code>{ $id }</code>) waits among money without a deal
}
books-missing_here = { $type ->
    [refund] • The service has a refund of { $theirs } (<code>{ $id }</code>), and we don’t
   *[other] • The service has a payment of { $theirs } (<code>{ $id }</code>), and we don’t
}
books-missing_there = { $type ->
    [refund] • We have a refund of { $ours } (<code>{ $id }</code>, deal #{ $deal }), and the service doesn’t
   *[other] • We have a payment of { $ours } (<code>{ $id }</code>, deal #{ $deal }), and the service doesn’t
}
books-amount_differs = { $type ->
    [refund] • Refund <code>{ $id }</code> (deal #{ $deal }): { $ours } here, { $theirs } at the service
   *[other] • Payment <code>{ $id }</code> (deal #{ $deal }): { $ours } here, { $theirs } at the service
}
books-currency_differs = { $type ->
    [refund] • Refund <code>{ $id }</code> (deal #{ $deal }) in two currencies: { $ours } here, { $theirs } at the service
   *[other] • Payment <code>{ $id }</code> (deal #{ $deal }) in two currencies: { $ours } here, { $theirs } at the service
}
books-fee_differs = • Fee of payment <code>{ $id }</code> (deal #{ $deal }): { $ours } here, { $theirs } at the service
books-listed = { $provider }: compared with the service’s list, entries here: { $count }
books-asked = { $provider }: the service has no list and was asked about each payment, entries here: { $count }
books-head-method = method
books-head-ours = here
books-head-theirs = at the service
books-head-payment = payments
books-head-refund = refunds
books-kind-unknown = not ours
books-clean = ✅ No differences
books-open = ⚠️ Differences: { $count }
books-nothing = Nothing to compare with: no payment service is set up.
books-more = …and { $count } more. <code>npm run reconcile</code> shows them all
books-unasked = { $count ->
    [one] • The service didn’t answer about { $count } payment: we’ll ask tomorrow
   *[other] • The service didn’t answer about { $count } payments: we’ll ask tomorrow
}
books-untold = • Payments of which the service tells nothing: { $count }. Compare them in its console
books-failure = • The books could not be compared: { $failure }
books-next-found = If this happens again, check where notices are sent: “Check the till” in /help.
books-next-kept = Say whose money it is in the list of money without a deal.
books-next-missing_here = Look the number up in the service’s console: another program may take money for the same shop.
books-next-missing_there = Check that the right shop is connected: these look like keys of another or a test one.
books-next-amount_differs = The sum in the service’s console is right. Return the difference or enter it by hand: old entries stay as they are.
books-next-currency_differs = Check in the console in which currency the money came. Old entries stay as they are.
books-next-fee_differs = The money is all there, only the fee differs: tell your accountant.
books-next-failure = Check the service’s keys: “Check the till” in /help.

## To the owner: no notices come

webhooks-silent = { $count ->
    [one] 🔕 <b>{ $provider } has been silent for over an hour</b>, and { $count } payment waits since { $since }
   *[other] 🔕 <b>{ $provider } has been silent for over an hour</b>, and { $count } payments wait since { $since }
}
webhooks-silent-heard = The last notice came { $when }.
webhooks-silent-never = No notice of this service has come yet.
webhooks-silent-calm = If customers just haven’t paid yet, all is well. We ask the service ourselves, too: no money gets lost.
webhooks-silent-next = If they have, check in the service’s console where notices are sent:

## To the owner: another CRM takes no deals

mirror-refused = 🔌 <b>{ $mirror } takes no news of deals</b>: { $why }
mirror-refused-waits = The till works as ever, money does not depend on it. The news will wait and go by themselves if access is mended within three days.
mirror-refused-lost = The till works as ever, money does not depend on it. News of deal No. { $deal } did not get there.
mirror-refused-next = “Check the till” in /help says what to mend.

## Notes on a deal in another CRM

mirror-note-payment = Payment of { $amount }: { $kind }
mirror-note-refund = Refund of { $amount }
mirror-note-overpayment = Overpayment of { $amount } returned
mirror-note-dispute-open = The bank disputes { $amount }: the money is taken until it is decided
mirror-note-dispute-won = The dispute over { $amount } is won, the money is back
mirror-note-dispute-lost = The dispute over { $amount } is lost, the customer keeps the money
mirror-note-invoice = Invoice No. { $number } for { $total }
mirror-note-deal = Deal in Tillbot: No. { $deal }

## To the owner: check-up of the till

button-doctor = 🩺 Check the till
doctor-title = { $fails ->
    [0] 🩺 <b>Check-up</b>: everything important works
    [one] 🩺 <b>Check-up</b>: { $fails } thing to fix
   *[other] 🩺 <b>Check-up</b>: { $fails } things to fix
}
doctor-url-https = The address { $url } is secure
doctor-url-local = The address { $url } can’t be seen from the internet
doctor-url-local-next = Customers can’t open pay links there, and services can’t send notices. Before you go live, set PUBLIC_URL to an https address.
doctor-url-reached = The till answers at { $url }
doctor-url-unreachable = The till doesn’t answer at { $url }: { $why }
doctor-url-unreachable-next = Check that the till runs, that the domain leads to this server, and that the proxy passes requests on to its port.
doctor-database-durable = What is written outlives a power cut ({ $settings })
doctor-database-weak = A power cut may take the last payments with it ({ $settings })
doctor-database-weak-next = Switch on fsync, synchronous_commit and full_page_writes on the database server.
doctor-database-away = The database doesn’t answer: { $why }
doctor-database-away-next = Check DATABASE_URL, and that the database server runs.
doctor-database-clock = The clocks of database and till are { $seconds } s apart
doctor-database-clock-next = Let both servers set their clocks by NTP.
doctor-disk-little = { $free } MB are left on the disk
doctor-disk-little-next = Make room: nothing can be written to a full disk.
doctor-disk-full = Only { $free } MB are left on the disk
doctor-disk-full-next = Make room now: nothing can be written to a full disk.
doctor-owner-set = The till has an owner
doctor-owner-missing = The till has no owner
doctor-owner-missing-next = Set OWNER=telegram:<your number> and restart the till.
doctor-owner-channel = The owner writes from { $channel }, and that messenger is not connected
doctor-owner-channel-next = Set its token, or name an owner in another messenger.
doctor-owner-unreachable = The bot { $name } can’t write to the owner { $address }
doctor-owner-unreachable-next = The owner has to open the bot and press Start.
doctor-channel-none = No messenger is connected
doctor-channel-none-next = Set TELEGRAM_BOT_TOKEN (@BotFather gives it) or WHATSAPP_ACCESS_TOKEN.
doctor-channel-ok = { $channel }: the bot { $name } answers
doctor-channel-key = { $channel } refuses the token: { $why }
doctor-channel-key-next =
    { $channel ->
        [whatsapp] Make a new token of the system user in Meta Business settings, and check that all of it was copied.
       *[other] Take the token from @BotFather again, and check that all of it was copied.
    }
doctor-channel-away = { $channel } doesn’t answer: { $why }
doctor-channel-away-next = Check that this server can reach the messenger, and try again in a minute.
doctor-channel-webhook = { $channel } sends messages to { $set }, and we wait for them at { $expected }
doctor-channel-webhook-next = Restart the till: it sets the address itself. If that doesn’t help, another program uses the bot: make a bot of its own.
doctor-channel-trouble = { $channel } could not hand us a message: { $why }
doctor-channel-trouble-next = If this happens again, check the certificate, and that the address can be reached from the internet.
doctor-channel-words = { $channel }: there are no approved templates { $words }
doctor-channel-words-next = Without them a customer who has been silent for a day gets no messages. Texts to have approved: bot/channels/whatsapp/README.md.
doctor-provider-none = No payment service is connected
doctor-provider-none-next = Set the keys of one of the services: .env.example lists the variables.
doctor-provider-ok = { $provider }: the keys are good
doctor-provider-key = { $provider } refuses the keys: { $why }
doctor-provider-key-next = Copy the id and the key from the service’s console again.
doctor-provider-away = { $provider } doesn’t answer: { $why }
doctor-provider-away-next = Check that this server can reach the service, and try again in a minute.
doctor-provider-test = { $provider }: these are test keys, no real money will move
doctor-provider-test-next = Replace them by live keys before you start.
doctor-webhook-none = { $provider }: there will be no notices, the till has no address on the internet
doctor-webhook-none-next = Payments will be found all the same, only later: we ask the service. To know at once, set PUBLIC_URL to an https address.
doctor-webhook-wrong = { $provider } sends its notices elsewhere: { $set }
doctor-webhook-wrong-next = In the service’s console set the address { $url }
doctor-webhook-heard = { $provider }: notices come, the last one { $at }
doctor-webhook-set = { $provider }: the address for notices is right
doctor-webhook-by-hand = { $provider }: no notice has come yet
doctor-webhook-by-hand-next = Check that the service’s console has the address { $url }
doctor-kinds-offered = Currency { $currency }, ways to pay: { $kinds }
doctor-kinds-none = No service takes { $currency }
doctor-kinds-none-next = Check CURRENCY, or connect a service that takes this currency.
doctor-kind-untaken = “{ $kind }” is offered, and nobody takes { $currency } by it
doctor-kind-untaken-next = Take it off the ways to pay, or connect a service that takes it.
doctor-receipts-off = The till makes no fiscal receipts
doctor-receipts-off-next = If 54-FZ wants them of you, set TAX_SYSTEM and who sells (SELLER_…). If not, all is well.
doctor-receipts-seller = Receipts need { $variable }
doctor-receipts-seller-next = Set { $variable } and restart the till.
doctor-receipts-nobody = { $provider } makes no receipts, and no cash register is connected
doctor-receipts-nobody-next = Connect a cloud cash register (variables ATOL_…), or take money by another service.
doctor-receipts-switched-off = { $provider }: receipts are switched off for the shop
doctor-receipts-switched-off-next = Switch them on in the service’s console, or connect a cloud cash register (variables ATOL_…).
doctor-receipts-provider = { $provider } makes the receipts itself
doctor-receipts-register = { $register } makes the receipts, the keys are good
doctor-receipts-register-none = The register { $register } should make the receipts, and is not connected
doctor-receipts-register-none-next = Set its keys (variables ATOL_…).
doctor-receipts-register-key = The register { $register } doesn’t answer as it should: { $why }
doctor-receipts-register-key-next = Check login, password and group in the register’s console.
doctor-mirror-ok = { $mirror }: access is good, the stages are there
doctor-mirror-key = { $mirror } lets the till not in: { $why }
doctor-mirror-key-next = Check the address and key of this CRM, its rights and whether the account is paid for. News of deals wait for three days.
doctor-mirror-away = { $mirror } doesn’t answer: { $why }
doctor-mirror-away-next = Check that this server can reach the CRM, and try again in a minute. News of deals wait.
doctor-mirror-pipeline = { $mirror }: there is no such pipeline
doctor-mirror-pipeline-next = Set the number of a pipeline that this CRM has.
doctor-mirror-stages = { $mirror }: the pipeline has no such stages: { $lost }
doctor-mirror-stages-next = There are these: { $stages }
doctor-mirror-unmapped = { $mirror }: access is good, but deals will not move through stages
doctor-mirror-unmapped-next = Map the stages if you want that. There are these: { $stages }
doctor-clock-ok = The clock is right (compared with { $host })
doctor-clock-near = The clock is { $seconds } s apart from { $host }
doctor-clock-near-next = Let the server set its clock by NTP: soon signatures of notices would not fit.
doctor-clock-off = The clock is { $seconds } s apart from { $host }
doctor-clock-off-next = Let the server set its clock by NTP: with this one, signed notices are refused.
doctor-pay-ok = { $provider }: a test payment was made and voided
doctor-pay-failed = { $provider }: a test payment can’t be made: { $why }
doctor-pay-failed-next = Mostly a way to pay is not switched on, a contract not signed, or something for the receipt is wrong. The service’s support knows the rest.
doctor-pay-left = { $provider }: the test payment { $reference } was made and can’t be voided: { $why }
doctor-pay-left-next = Void it in the service’s console. Nobody has its link.
doctor-pay-asks = { $provider }: no test payment was made with the live keys
doctor-pay-asks-next = To make one and void it at once: npm run doctor -- --pay
doctor-pay-by-hand = { $provider }: a test payment can’t be voided here, so none was made
doctor-pay-by-hand-next = Send yourself a small invoice, pay it and return the money: that proves the whole way.
doctor-check-broke = A part of the check-up failed: { $why }
doctor-check-broke-next = Try again in a minute. If that doesn’t help, show this line to a developer.

## Help and commands

help-title = <b>What you can do</b> · { $role }
help-deals = /deals — all deals
help-deal = <code>/deal 1</code> — deal #1: customer, invoices, what’s next
help-new = <code>/new Logo for a café</code> — open a deal yourself
help-invoice = <code>/invoice 1 15000 Logo</code> — an invoice for deal #1
help-parts = In parts: <code>/invoice 1 100000 Website 50/30/20</code>
help-invoices = /invoices — all invoices
help-qr = <code>/qr 15 Coffee and cake</code> — a QR for a customer beside you
help-remind = <code>/remind 1</code> — remind the customer of invoice #1
help-cancel = <code>/cancel 1</code> — cancel invoice #1
help-refund = <code>/refund 1 500</code> — return 500 of invoice #1; without a sum, all of it
help-unmatched = /unmatched — money that no invoice asked for
help-stats = <code>/stats</code> — a month in four numbers
help-team = /team — who is in the team
help-forget = <code>/forget 1</code> — data of the customer of deal 1: hand out or erase
help-help = /help — this page
help-answering = To write to a customer, reply to their message or tap “Answer” in the deal. Almost everything here has its button too.
help-viewer = You can see deals and invoices; managers change them and write to customers.

counter-open = 🧾 <b>Show the QR to the customer</b> · { $total }
counter-link = A link, if the customer is not here: { $link }
counter-paid = ✅ <b>Paid</b> · { $total }
counter-paid-hint = The customer can scan it once more to keep the receipt in the chat.
counter-closed = Invoice #{ $number } is closed: this QR takes no more money.

stats-title = <b>Numbers for { $month }</b>
stats-none = There were no invoices in this month.
stats-issued = Issued: { $count } for { $sum }
stats-paid = Paid: { $count } for { $sum }, { $share }% of invoices
stats-before = {" "}(the month before: { $value })
stats-time = Time to payment: { $mean } on average, half within { $median }
stats-method = • { $kind }: { $share }% of payments, { $sum }
stats-refunds = Refunds: { $count } for { $sum }
plan-now = Part 1 — { $amount }, now
plan-later = Part { $part } — { $amount }, when you say so
plan-day = Part { $part } — { $amount }, { $day }
plan-part = <b>Part { $part } of { $parts }</b>
plan-sums = { $total } in all, { $paid } paid, { $left } left
plan-next = Next part: { $day }
unit-day = { $count } d
unit-hour = { $count } h
unit-minute = { $count } min

usage-new = Write what the deal is about: <code>/new Logo for a café</code>
usage-deal = Write the deal’s number: <code>/deal 1</code>. All deals: /deals
usage-invoice = Write the deal’s number, the sum and what it’s for: <code>/invoice 1 15000 Logo</code>. All deals: /deals
usage-qr = Write the sum and what it is for: <code>/qr 15 Coffee and cake</code>
usage-refund = Write the invoice’s number and the sum: <code>/refund 1 500</code>. Without a sum, all of it goes back; to choose items, write <code>/refund 1</code> and press the button. All invoices: /invoices
usage-cancel = Write the invoice’s number: <code>/cancel 1</code>. All invoices: /invoices
usage-remind = Write the invoice’s number: <code>/remind 1</code>. All invoices: /invoices
usage-stats = Write the month like this: <code>/stats 2026-11</code>. Without a month I show the present one: /stats
usage-forget = Write the number of any deal of that customer: <code>/forget 1</code>. All deals: /deals
unknown-command = There is no command /{ $name }. All commands: /help

menu-new = Open a deal
menu-deals = All deals
menu-deal = A deal by its number
menu-invoice = Make an invoice
menu-invoices = All invoices
menu-qr = A QR for a customer beside you
menu-refund = Return money
menu-cancel = Cancel an invoice
menu-remind = Remind of a payment
menu-unmatched = Money without an invoice
menu-stats = A month in numbers
menu-team = Team and rights
menu-forget = A customer’s data: hand out, erase
menu-help = What the bot can do
menu-start = Start a conversation
menu-stop = No payment reminders


## Refusals: what happened, what is safe, what to do

refusal-not_allowed = You don’t have the right to do this, so nothing has changed. An owner can give it to you.
refusal-deal_not_found = There is no deal #{ $deal }. All deals: /deals
refusal-deal_closed = There is money in deal #{ $deal } ({ $stage }), so it can’t be closed as lost. Nothing has changed. If the money has to go back, begin with /refund.
refusal-deal_taken = { $name } is in charge of deal #{ $deal } already. Nothing has changed. Agree between you, or ask an owner.
refusal-invoice_not_found = There is no such invoice. All invoices: /invoices
refusal-invoice_not_open = Invoice #{ $number }: { $state }. This can’t be done to it any more, nothing has changed.
refusal-invoice_expired = That date has passed, nothing has changed. Write a day in the future, for example 31.12
refusal-nothing_to_refund = There is nothing to return for invoice #{ $number }: no money came, or it is on its way back already.
refusal-refund_too_large = { $sum } can’t be returned: up to { $left } of invoice #{ $number } can. Nothing was sent. Write a smaller sum.
refusal-refund_changed = While you were deciding, something else was refunded for invoice #{ $number }, and the sum has changed. Nothing was sent. Please start again: <code>/refund { $number }</code>
refusal-items_gone = That many can’t be returned for invoice #{ $number }: some items went back earlier. Nothing was sent. To see what is left: <code>/refund { $number }</code>
refusal-above_ceiling = { $sum } is above your limit ({ $ceiling }). Nothing was sent, an owner has to agree.
refusal-sum_unreadable = “{ $given }” is not a sum I can read. Write it in digits: 15000 or 15000.50
refusal-sum_not_positive = The sum has to be above zero. Write it in digits, for example 15000
refusal-sum_too_precise = Too many decimals: “{ $given }”. Round the sum, for example 15000.50
refusal-sum_too_large = That sum is too large for one invoice. Please check the zeros.
refusal-title_missing = What is the invoice for? Write it after the sum: <code>/invoice { $deal } 15000 Logo</code>
refusal-plan_not_whole = The parts do not make the sum of the invoice: <b>{ $given }</b>. Nothing was made. Shares must add up to a hundred, and sums with days to the whole: <code>/invoice 1 100000 Website 50/30/20</code>
refusal-customer_unreachable = The customer can’t be written to now: there is no chat, they closed it, or they asked for no reminders. Nothing was sent. If you have a phone number, give them a call.
refusal-provider_failed = The payment service didn’t do it. No money has moved. Please try again in a minute.
refusal-provider_unknown = The payment service hasn’t answered yet, and we’ll ask it again. You can repeat this in a minute: it won’t make a second payment.
refusal-kind_not_offered = This way to pay isn’t available right now. No money was taken. Please choose another one.
refusal-money_held = The money for invoice #{ $number } is on hold already: { $held }. There is no need to pay twice.
refusal-piece_out_of_range = From { $least } to { $most } can be paid now. No money was taken, please choose another sum.
refusal-hold_too_small = { $sum } can’t be taken, up to { $left } can. Nothing has changed. Write a smaller sum.
refusal-last_kind = At least one way has to stay, or nobody could pay. Nothing has changed.
refusal-invite_expired = This invitation no longer works: it was used, or a day has passed. Please ask for a new one.
refusal-already_decided = This is decided already; nothing has changed now.
refusal-last_owner = This is the only owner, and there has to be one. Invite a second one first: /team
refusal-receipt_contact_wanted = Please say where the receipt should go: an e-mail address or a phone number. Nothing was charged.
refusal-contact_unreadable = This is neither an e-mail address nor a phone number. Try anna@example.com or +7 900 000-00-01.
refusal-no_register = No cash register is connected. There is no receipt, and the money is safe. Connect one and try again.
refusal-money_not_found = There is no such entry, nothing has changed. All unknown money: /unmatched
refusal-money_settled = This money is settled. Who: { $name }, deal #{ $deal }, invoice #{ $number }. Nothing has changed a second time.
refusal-money_not_returnable = This money cannot be sent back from here, nothing has changed. Send it back at the bank or service ({ $source }) and say so here.
refusal-cash_not_allowed = An owner has not allowed money to be entered by hand. Nothing has changed.
refusal-cash_above_due = { $sum } is more than what is left of invoice #{ $number } ({ $left }). Nothing is recorded. Write a smaller sum.
refusal-reason_missing = Words are missing: where the money is from. Nothing is recorded. Write it briefly, for example “from the courier”.
refusal-nothing_to_do = There is nothing to change, it is so already.
refusal-forget_too_early =
    { $what ->
        [invoice] Not yet: deal { $deal } has an open invoice. Cancel it, or wait for the payment. Nothing was erased.
        [refund] Not yet: money of deal { $deal } is still on its way back. Try again once it has arrived. Nothing was erased.
        [dispute] Not yet: the bank disputes a payment of deal { $deal }. Try again when that is over. Nothing was erased.
       *[payment] Not yet: a payment of deal { $deal } is under way. Try again when it is over. Nothing was erased.
    }
refusal-customer-invoice_not_found = This invoice is no longer there. Write here and our team will help.
refusal-customer-invoice_not_open = Invoice #{ $number }: { $state }. There is nothing you need to do. If you didn’t expect this, write here.
checkout-paid = This invoice is paid already, there is no need to pay twice. No money was taken.
checkout-cancelled = This invoice is cancelled, no money was taken. Write in the chat, and the manager will help.
checkout-expired = The time to pay this invoice is over, no money was taken. Write in the chat, and the manager will issue a new one.
checkout-changed = This pay button is out of date, no money was taken. Open the invoice by its link in the chat: it shows what is left to pay.
checkout-busy = Another payment of this invoice is under way. No money was taken. Give it a few minutes: the confirmation comes to the chat.
checkout-unknown = We could not find this invoice, no money was taken. Write in the chat, and the manager will help.
checkout-later = We could not check the invoice just now, no money was taken. Please try again in a minute.


## Payment page

page-title = Invoice #{ $number }
page-summary = Invoice #{ $number } for { $total }
page-items = What it’s for
page-total = Total
page-to-pay = To pay
page-paid = Paid so far
page-left = Left
page-due = Please pay by { $when }
page-choose = How would you like to pay?
page-pay-sbp = By SBP
page-pay-card = By card
page-pay-wallet = By wallet
page-pay-instalments = In instalments
page-pay-transfer = By bank transfer
page-pay-stars = With Telegram Stars
page-scan = On a computer? Point your phone’s camera at the QR code.
page-qr-alt = QR code: payment page of invoice #{ $number }, { $sum }
page-secure = You enter card details on the bank’s own page. We never see or keep them.
page-waiting-title = Waiting for the bank
page-waiting-text = This usually takes less than a minute, and the page updates itself. There’s no need to pay again.
page-paid-title = Paid
page-paid-text = Thank you! We’ve received { $sum }. The confirmation is in the chat; you can close this page.
page-part-paid-title = Partly paid
page-part-paid-text = We’ve received { $paid } of { $total }. { $due } is left.
page-held-title = The money is on hold
page-held-text = Your bank keeps { $held } aside. We take it once the order is confirmed. There is no need to pay again.
page-piece = How much to pay now
page-piece-hint = From { $least } to { $most }
page-piece-wrong = This sum can’t be paid. Write it in digits: from { $least } to { $most }. No money was taken.
page-cancelled-title = Invoice cancelled
page-cancelled-text = There is nothing to pay. If you didn’t expect this, write to us in the chat.
page-expired-title = The time to pay has run out
page-expired-text = No money was taken. If you still need the invoice, write in the chat and we’ll make a new one.
page-refunded-title = Money returned
page-refunded-text = We’ve returned { $sum } to where you paid from. When it arrives depends on the bank: from minutes to a few days.
page-part-refunded-title = Partly returned
page-part-refunded-text = We’ve returned { $sum } of { $paid } to where you paid from. When it arrives depends on the bank: from minutes to a few days.
page-disputed-title = The bank is checking the payment
page-disputed-text = There’s no need to pay again. If you have questions, write to us in the chat.
page-not-found-title = No such invoice
page-not-found-text = Perhaps the link wasn’t copied in full. Please open it from the chat again.
page-failed-title = The payment couldn’t be opened
page-failed-text = The payment service didn’t answer. No money was taken and the invoice is still good. Try again or choose another way.
page-unknown-title = The payment service is taking longer than usual
page-unknown-text = We’ll find out what happened to the payment. You won’t be charged twice: wait a minute and try again.
page-receipt-sale = Receipt
page-receipt-closing = Final receipt
page-receipt-refund = Refund receipt
page-receipt-title = Where should the receipt go?
page-receipt-before = The law asks for a receipt with your payment. Give an e-mail address or a phone number, and we’ll go on to pay invoice #{ $number }.
page-receipt-after = Your payment of invoice #{ $number } is here. Give an e-mail address or a phone number, and we’ll send the receipt.
page-receipt-label = E-mail address or phone number
page-receipt-pay = Go on to pay
page-receipt-send = Send the receipt
page-too-many = Too many requests in a row. Nothing was charged. Please wait a minute and open the page again.
page-kind-title = This way isn’t available right now
page-kind-text = No money was taken. Please choose another way to pay.
page-declined-title = The payment didn’t go through
page-declined-text = We have not received any money. If your bank shows a charge, it will return it by itself. Try again or choose another way.
page-error-title = Something broke on our side
page-error-text = Please reload the page in a minute. If you’ve already paid, the money won’t get lost: write to us in the chat.
page-again = Try again
page-other = Other ways to pay
page-back = Back to the chat
page-preview = Open the link to see the invoice and pay.
page-status = Waiting for the payment. This page updates by itself.
page-check = Check the payment
page-elsewhere = This order is paid on the marketplace. There’s nothing to pay here.
page-no-ways = This can’t be paid by link just now. Write in the chat and we’ll tell you how.
page-to-invoice = Back to the invoice
page-languages = Language of the page

## Bank transfers and bank statements

page-transfer-title = Invoice #{ $number }: pay by bank transfer
page-transfer-qr-alt = QR code with the bank details of invoice #{ $number }
page-transfer-scan = Scan the code in your bank’s app: details, sum and purpose fill in by themselves.
page-transfer-when = The bank tells us of transfers in a statement, usually the next working day. We’ll write to you as soon as we see the money.
page-transfer-payee = Payee
page-transfer-inn = INN
page-transfer-kpp = KPP
page-transfer-account = Account
page-transfer-bank = Bank
page-transfer-bic = BIC
page-transfer-correspondent = Correspondent account
page-transfer-purpose = Purpose of payment
page-transfer-sum = Sum, RUB
page-transfer-copy = Copy
page-transfer-copy-what = Copy: { $what }
page-transfer-copied = Copied
page-transfer-practice = Pay at the practice bank

transfer-on-its-way =
    Thank you! We’ll see the transfer for invoice #{ $number } when the bank sends its statement, usually the next working day.

    We’ll write as soon as the money is here. No need to pay again.
staff-says-paid-transfer = 🔎 The customer says that invoice #{ $number } ({ $due }) is paid by bank transfer. Transfers show in the bank statement only: send it here as a file.

refund-by-hand = ↩️ Please return { $amount } for invoice #{ $number } by transfer: it doesn’t go out by itself
refund-by-hand-payer = To: <b>{ $name }</b>
refund-by-hand-payer-inn = To: <b>{ $name }</b>, INN <code>{ $inn }</code>
refund-by-hand-account = Account: <code>{ $account }</code>, the bank of the payment itself
refund-by-hand-unknown = To: whoever paid; the details are in the payment itself
refund-by-hand-purpose = Purpose: <code>{ $purpose }</code>
refund-by-hand-next = We’ll see it in the statement, or press the button once it is sent.
button-refund-sent = Sent
refund-sent-toast = Noted: the refund is sent
refund-sent-before-toast = This refund is closed already

statement-taken = { $lines ->
    [one] 🏦 Statement: { $lines } line
   *[other] 🏦 Statement: { $lines } lines
  }
statement-booked = ✅ Invoice #{ $number }: { $amount }
statement-booked-part = ✅ Invoice #{ $number }: { $amount }, a part of it
statement-booked-more = { $count ->
    [one] ✅ And { $count } payment more
   *[other] ✅ And { $count } payments more
  }
statement-returned = ↩️ Invoice #{ $number }: the refund of { $amount } went through the bank
statement-doubtful = { $count ->
    [one] 🔎 { $count } payment looks like ours: please say whose it is
   *[other] 🔎 { $count } payments look like ours: please say whose they are
  }
statement-unknown = { $count ->
    [one] ❔ { $count } payment without an invoice
   *[other] ❔ { $count } payments without an invoice
  }
statement-seen = Seen before: { $count }
statement-passed = Acquirers’ payouts and own accounts: { $count }
statement-spent = Money out: { $count }
statement-unbalanced = ⚠️ The statement’s totals don’t fit its lines. The bank may have left some out: export the whole day.
statement-empty = There are no movements in it.
button-statement-unmatched = Sort out

statement-problem-no_statement = This doesn’t look like a bank statement. An export for 1C (kl_to_1c.txt) or your bank’s CSV will do.
statement-problem-too_large = The file is too large: up to 10 MB at a time. Please export a shorter period.
statement-problem-cut_off = The file breaks off at line { $line }: it doesn’t end with “{ $field }”. Please download it again. Nothing was booked.
statement-problem-not_closed = Line { $line }: the closing “{ $field }” is missing. Please download the file again. Nothing was booked.
statement-problem-bad_sum = Line { $line }, “{ $field }”: a sum like 1540.50 was expected. Nothing was booked.
statement-problem-bad_day = Line { $line }, “{ $field }”: a date like 24.11.2026 was expected. Nothing was booked.
statement-problem-missing = Line { $line }: a column is missing, “{ $field }”. Date, document number, sum, payer’s account and purpose are needed. Nothing was booked.
statement-problem-other_account = This is a statement of another account (…{ $field }). Nothing was booked.
statement-problem-no_account = The seller’s account isn’t set, so nobody can tell what is ours here. Please set SELLER_ACCOUNT.
statement-not-downloaded = The file could not be downloaded. Please send it once more.
statement-field-day = date
statement-field-amount = sum
statement-field-purpose = purpose of payment
statement-field-number = document number
statement-field-account = payer’s account
statement-field-kind = money in or out

## The customer’s company

button-company = Company
button-company-remove = A private person
deal-company = 🏢 { $name }, INN { $inn }
company-ask-inn = Which company does the customer pay for? Send its INN, with the KPP if you like: <code>7700000016 770001001</code>
company-now = Now: { $name }, INN { $inn }
company-bad-inn = This INN has a mistake: its check digit doesn’t fit. Please look again: 10 digits of a company, 12 of a person in business.
company-ask-name = INN { $inn } is right. What is the company called?
company-set = Noted: { $name }, INN { $inn }. We’ll know its payments in a statement.
company-removed = Noted: the customer pays for themselves.

### A person's data: handed out, or erased (/forget)

forget-title = Data of the customer: <b>{ $customer }</b>
forget-what =
    Kept are the name, phone, e-mail, addresses in messengers and the messages of all deals of this customer.

    “Hand out” sends a file here, to be passed on to the customer. “Erase” takes away everything but the money: sums, payments and receipts must be kept by law.
button-forget-export = Hand out
button-forget-erase = Erase…
forget-export-toast = Making the file
forget-confirm =
    { $deals ->
        [one] Erase the data of <b>{ $customer }</b> for good? There was { $deals } deal.
       *[other] Erase the data of <b>{ $customer }</b> for good? There were { $deals } deals.
    }
forget-confirm-goes = Gone will be the name, phone, e-mail, company, addresses in messengers, all messages, what the deals were called and why money was returned.
forget-confirm-stays = Staying without a name: invoices with their items, payments, refunds, receipts, and notes on money entered by hand.
forget-confirm-elsewhere = Delete messages about the customer in your team’s chats yourself. Payment services and older backups still have the data.
button-forget-yes = Erase for good
button-forget-no = Don’t erase
forgotten = The customer’s data are erased. Money and receipts are in place, with no name behind them.
personal-data = All that is kept about the customer of deal { $deal }, in one file. Pass it on to the customer and delete this message: it holds personal data.

# --- From the site and other systems

staff-order-over = 🚫 { $market }: the order is cancelled. Don’t send it
staff-order-over-next = Nobody had paid for it, and its invoice is cancelled. Deal #{ $deal }: { $title }
staff-order-refused =
    { $what ->
        [confirmed] ⚠️ { $market } did not take the order’s confirmation
        [shipped] ⚠️ { $market } did not take that the order is shipped
       *[cancelled] ⚠️ { $market } did not cancel the order
    }
staff-order-refused-why = The marketplace says: <i>{ $reason }</i>
staff-order-refused-next = Look at the order in the marketplace’s office: it won’t hear of this by itself any more. Deal #{ $deal }: { $title }
staff-lead = 📝 <b>From the site</b>, deal #{ $deal }
lead-said-phone = Phone: { $phone }
lead-said-email = E-mail: { $email }
lead-page = Page: { $page }
lead-marks = Marks: { $marks }
lead-maybe = Perhaps the same customer as in { $count ->
        [one] deal
       *[other] deals
    } { $deals }: the phone or e-mail is the same. Please check before you speak of earlier business.
deal-no-chat = ☎️ No chat: please call or e-mail them
deal-email = E-mail: { $email }
lead-joined = Hello! We have your request, let’s go on here. If there’s anything to add, just write.
lead-joined-name = Hello, { $name }! We have your request, let’s go on here. If there’s anything to add, just write.

# --- The form on a site (/widget.js); {"{}"} becomes the name of a messenger

widget-title = Write to us
widget-close = Close
widget-name = Name
widget-phone = Phone
widget-email = E-mail
widget-message = What can we do for you?
widget-send = Send
widget-sending = Sending…
widget-or = or leave a request
widget-write = Write in {"{}"}
widget-thanks = Thank you! We have your request
widget-next = We’ll answer soon. Or go on right now in a messenger:
widget-later = We’ll answer soon.
widget-go = Go on in {"{}"}
widget-reach = Please leave a phone number or an e-mail address, so that we can answer.
widget-wrong = Please check the e-mail address.
widget-failed = It couldn’t be sent. Please try again: everything you wrote is still there.
widget-often = Too many requests in a row. Please wait a minute and try again.
widget-privacy = By sending this you agree that we process your personal data:
widget-policy = policy
