package notification

import (
	"fmt"

	"github.com/google/uuid"
)

// Title says in a line what the item is about.
func (i *Item) Title() string {
	switch i.Type {
	case OrganizationMapping:
		return counted(i.Count, "organization needs a customer", "organizations need a customer")
	case ContactAssignment:
		return counted(i.Count, "device has no contact", "devices have no contact")
	case SyncHeld:
		if i.Reason == reasonPreview {
			return counted(i.Count, "preview of a sync waits for you", "previews of syncs wait for you")
		}
		return counted(i.Count, "sync waits for you", "syncs wait for you")
	case Reconnect:
		return "NinjaOne must be connected again"
	case WebhookFailing:
		return i.webhookTitle()
	}
	return "The last sync failed"
}

// Text says what to do.
func (i *Item) Text() (text string) {
	switch i.Type {
	case OrganizationMapping:
		text = "Look at the suggestions, and choose a customer or Ignore for each."
		if i.Suggested > 0 {
			text = counted(i.Suggested, "of them has a likely customer to confirm.", "of them have a likely customer to confirm.")
		}
	case ContactAssignment:
		text = "None of them has a suggested contact."
		if i.Suggested > 0 {
			text = counted(i.Suggested, "of them has a suggested contact.", "of them have a suggested contact.")
		}
	case SyncHeld:
		if text = heldText(i.Reason); i.Count > 1 {
			text += " The link opens one of them."
		}
		return text
	case WebhookFailing:
		return i.webhookText()
	case Reconnect:
		return "NinjaOne no longer takes the sign-in. Choose Reconnect; schedule, mappings and history stay."
	default:
		return "Nothing was changed. The schedule tries again by itself; the run says what went wrong."
	}
	if i.Connections > 1 {
		text += " The number is of all connections; the link opens the one with most."
	}
	return text
}

// The reasons of a SyncHeld.
const reasonPreview, reasonLimits, reasonUndone = "preview", "limits", "undone"

// heldText says why a run waits, and what to do.
func heldText(reason string) string {
	switch reason {
	case reasonPreview:
		return "Nothing of it is written yet. Look at what the sync would change, then apply or discard it; until then no other sync of the connection begins."
	case reasonLimits:
		return "It would change more than the connection's limits let pass. Look at the differences, then release or discard it."
	case reasonUndone:
		return "The run before was undone, and this one would bring its changes back. Look at the differences, then release or discard it."
	}
	return "Look at the differences, then release or discard them."
}

// Path is the page that the item leads to (NOT-02 to NOT-04).
func (i *Item) Path() string {
	if i.Type == WebhookFailing {
		return "/settings/webhooks/" + i.Webhook.String()
	}
	connection := "/settings/integrations/ninjaone/" + i.Connection.String()
	switch {
	case i.Type == OrganizationMapping:
		return connection + "/mappings?status=open"
	case i.Type == ContactAssignment:
		return connection + "/contacts?state=high&state=lower&state=none&state=shared"
	case i.Type != Reconnect && i.Run != uuid.Nil:
		return "/sync-runs/" + i.Run.String()
	}
	return connection
}

func counted(n int64, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
