package poller

import (
	"coresync/domain/event"
	"coresync/domain/observation"

	"github.com/google/uuid"
)

// plain makes the opened personal members of a payload plain again, each with whom
// it is about, as they were before they were sealed for the stage.
func plain(p event.Payload) {
	switch p := p.(type) {
	case *event.DeviceObserved:
		r := observation.NewReader(observation.Devices)
		owner := p.Owner.Text()
		if r.Read(observation.Restore([]byte(`{}`), []byte(owner), "references", "assignedOwner")) != nil {
			owner = ""
		}
		p.Owner = ownerOf(origin{connection: p.Connection}, r, []byte(owner))
	case *event.DeviceUserObserved:
		name := p.User.Text()
		p.User = event.PlainPersonal(event.SubjectUserString, observation.UserSubject(name), name)
	case *event.ContactObserved:
		plainMembers(p.Connection, p.ContactID, event.SubjectContact, contactMembers(p))
	case *event.UserObserved:
		plainMembers(p.Connection, p.UserID, event.SubjectAccount, accountMembers(p))
	}
}

func plainMembers(connection uuid.UUID, id int64, kind event.SubjectKind, members []personalMember) {
	for _, m := range members {
		*m.of = event.PlainPersonal(kind, origin{connection: connection}.subject(id), m.of.Text())
	}
}
