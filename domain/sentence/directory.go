package sentence

import (
	"strconv"
	"strings"

	"coresync/domain/event"

	"github.com/google/uuid"
)

// directoryEntries tell what a service desk holds.
var directoryEntries = []entry{
	on(func(p *event.CustomerRecorded, version int64) Sentence {
		return about(called(KindCustomer, p.ID, p.Name), " was ", recorded(version))
	}),
	on(func(p *event.CustomerRemoved, _ int64) Sentence {
		return about(thing(KindCustomer, p.ID), " was ", "removed")
	}),
	on(func(p *event.ContactRecorded, version int64) Sentence {
		return about(thing(KindContact, p.ID), " was ", recorded(version), ofCustomer(p.Customer))
	}),
	on(func(p *event.ContactRemoved, _ int64) Sentence {
		return about(thing(KindContact, p.ID), " was ", "removed")
	}),
	on(func(p *event.ContractRecorded, version int64) Sentence {
		return about(called(KindContract, p.ID, p.Name), " was ", recorded(version), ofCustomer(p.Customer))
	}),
	on(func(p *event.ContractRemoved, _ int64) Sentence {
		return about(thing(KindContract, p.ID), " was ", "removed")
	}),
	on(func(p *event.TicketRecorded, version int64) Sentence {
		return about(called(KindTicket, p.ID, p.Number), " was ", recorded(version), ofCustomer(p.Customer), because(p.Subject))
	}),
	on(func(p *event.TicketRemoved, _ int64) Sentence {
		return about(thing(KindTicket, p.ID), " was ", "removed")
	}),
}

func recorded(version int64) string { return either(version <= 1, "recorded", "changed") }

func ofCustomer(id uuid.UUID) []Part {
	if id == uuid.Nil {
		return nil
	}
	return parts([]any{", of ", thing(KindCustomer, id)})
}

// linkEntries tell which contact a person in NinjaOne is.
var linkEntries = []entry{
	on(func(p *event.ContactLinked, _ int64) Sentence {
		return about(personIn(p.Source, p.Connection, p.PersonID), " was ", either(p.Created, "made the contact ", "linked to the contact "), thing(KindContact, p.Contact))
	}),
	on(func(p *event.ContactLinkIgnored, _ int64) Sentence {
		return about(personIn(p.Source, p.Connection, p.PersonID), " was ", "said not to be wanted as a contact")
	}),
	on(func(p *event.ContactUnlinked, _ int64) Sentence {
		return about(personIn(p.Source, p.Connection, p.PersonID), " is ", "offered as a contact again")
	}),
	on(func(p *event.SubjectLinked, _ int64) Sentence {
		return just("what is known under another name was found to be about ", thing(KindContact, p.Contact))
	}),
}

func personIn(source event.PersonSource, connection uuid.UUID, id int64) Thing {
	if source == event.NinjaEndUser {
		return inNinja(KindAccount, connection, id)
	}
	return inNinja(KindNinjaContact, connection, id)
}

// privacyEntries tell what becomes of what is personal.
var privacyEntries = []entry{
	on(func(p *event.PersonErased, _ int64) Sentence {
		of := parts([]any{"a person"})
		if p.Contact != nil {
			of = parts([]any{thing(KindContact, *p.Contact)})
		}
		return just(of, " was erased: what is personal can be read no more", because(p.Reason))
	}),
	on(func(p *event.LastUserKeepingSet, _ int64) Sentence {
		said := map[event.Keeping]string{event.KeepUsers: "are kept", event.DropUsers: "are not kept", event.FollowUsers: "go by the rules of the connection"}[p.Keep]
		return just("last users of devices of ", keptOf(p.Customer, p.Connection), " "+said)
	}),
	on(func(p *event.LastUsersForgotten, _ int64) Sentence {
		return just("last users of devices of ", keptOf(p.Customer, p.Connection), " were erased: "+count(len(p.Subjects), "person", "persons"))
	}),
	on(func(p *event.LastUserRetentionSet, _ int64) Sentence {
		return just(either(p.Days == 0, "last users can be read for good", "last users can be read for "+count(p.Days, "day", "days")))
	}),
	on(func(p *event.LastUsersExpired, _ int64) Sentence {
		return just("last users from before " + dayOf(p.Before) + " can be read no more: " + count(p.Subjects, "person", "persons"))
	}),
}

func keptOf(customer, connection uuid.UUID) Thing {
	if customer != uuid.Nil {
		return thing(KindCustomer, customer)
	}
	return thing(KindConnection, connection)
}

// outwardEntries tell what is sent outside.
var outwardEntries = []entry{
	on(func(p *event.ReportScheduled, version int64) Sentence {
		return about(called(KindSchedule, p.Schedule, reportWords(p.Report)), " is ",
			"sent "+p.Frequency+" as "+p.Format+" to ", list(usersOf(p.Recipients)), when(p.Paused, ", but paused"))
	}),
	on(func(p *event.ReportUnscheduled, _ int64) Sentence {
		return about(thing(KindSchedule, p.Schedule), " of a report was ", "ended")
	}),
	on(func(p *event.ReportDispatched, _ int64) Sentence {
		return about(called(KindSchedule, p.Schedule, reportWords(p.Report)), " was ", "sent as "+p.Format+" to ", list(usersOf(p.Recipients)))
	}),
	on(func(p *event.WebhookSet, version int64) Sentence {
		return about(called(KindWebhook, p.Webhook, p.Name), " was ", either(version <= 1, "subscribed", "changed"), ": "+count(len(p.Kinds), "kind", "kinds")+" of things told to "+p.Host)
	}),
	on(func(p *event.WebhookPaused, _ int64) Sentence {
		why := map[string]string{"gone": ": the receiver is gone", "failing": ": the receiver took nothing for days"}[p.Why]
		return about(thing(KindWebhook, p.Webhook), " was ", "paused", why)
	}),
	on(func(p *event.WebhookResumed, _ int64) Sentence {
		return about(thing(KindWebhook, p.Webhook), " was ", "resumed")
	}),
	on(func(p *event.WebhookReplayed, _ int64) Sentence {
		return about(thing(KindWebhook, p.Webhook), ": ", "all from position "+strconv.FormatInt(p.From, 10)+" on is told once more")
	}),
	on(func(p *event.WebhookSecretMade, _ int64) Sentence {
		return about(thing(KindWebhook, p.Webhook), " was ", "given a new secret")
	}),
	on(func(p *event.WebhookRemoved, _ int64) Sentence {
		return about(thing(KindWebhook, p.Webhook), " was ", "ended")
	}),
	on(func(p *event.LogForked, _ int64) Sentence {
		return just("the log went on as another one after an older backup was restored", because(p.Reason))
	}),
}

// reportWords is a report by its name.
func reportWords(name string) string { return "The report " + strings.ReplaceAll(name, "-", " ") }
