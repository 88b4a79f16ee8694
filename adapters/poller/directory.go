package poller

import (
	"slices"
	"strconv"

	"coresync/domain/event"
	"coresync/domain/observation"

	"github.com/goccy/go-json"
)

var organizationRows = definition{
	kind: Organizations, table: observation.Organizations, prefix: "organization/",
	observe: func(of origin, id int64, r *observation.Reader) (event.Payload, error) {
		return &event.OrgObserved{Connection: of.connection, OrganizationID: id, Run: of.run, Organization: slices.Clone(r.Stored())}, nil
	},
	vanished: func(of origin, id int64, _ event.Payload) event.Payload {
		return &event.OrgVanished{Connection: of.connection, OrganizationID: id, Run: of.run}
	},
	row:   func(former event.Payload) []byte { return former.(*event.OrgObserved).Organization },
	carry: carryOrganization,
	count: func(c *event.SyncCounts) *int { return &c.Organizations },
}

// carryOrganization keeps the names that an organization had.
func carryOrganization(_ *session, was *former, c *candidate) error {
	if was == nil {
		return nil
	}
	p, old := c.payload.(*event.OrgObserved), was.payload.(*event.OrgObserved)
	before, after := observation.NewReader(observation.Organizations), observation.NewReader(observation.Organizations)
	if err := before.Read(old.Organization); err != nil {
		return err
	}
	if err := after.Read(p.Organization); err != nil {
		return err
	}
	p.FormerNames = observation.Remember(old.FormerNames, before.Text("name"), after.Text("name"))
	return nil
}

var locationRows = definition{
	kind: Locations, table: observation.Locations, prefix: "location/",
	observe: func(of origin, id int64, r *observation.Reader) (event.Payload, error) {
		return &event.LocationObserved{
			Connection: of.connection, LocationID: id, OrganizationID: r.Int("organizationId"), Run: of.run,
			Location: slices.Clone(r.Stored()),
		}, nil
	},
	vanished: func(of origin, id int64, _ event.Payload) event.Payload {
		return &event.LocationVanished{Connection: of.connection, LocationID: id, Run: of.run}
	},
	row:   func(former event.Payload) []byte { return former.(*event.LocationObserved).Location },
	count: func(c *event.SyncCounts) *int { return &c.Locations },
}

var contactRows = definition{
	kind: Contacts, table: observation.Contacts, prefix: "ninja-contact/",
	observe: func(of origin, id int64, r *observation.Reader) (event.Payload, error) {
		p := &event.ContactObserved{Connection: of.connection, ContactID: id, OrganizationID: r.Int("organizationId"), UID: r.Text("uid"), Run: of.run}
		p.EmailDomain = event.MailDomain(r.Text("email"))
		return p, personal(r, event.SubjectContact, of.subject(id), contactMembers(p))
	},
	vanished: func(of origin, id int64, _ event.Payload) event.Payload {
		return &event.ContactVanished{Connection: of.connection, ContactID: id, Run: of.run}
	},
	row: func(former event.Payload) []byte {
		p := former.(*event.ContactObserved)
		head := `{"id":` + strconv.FormatInt(p.ContactID, 10) + `,"organizationId":` + strconv.FormatInt(p.OrganizationID, 10)
		return restored([]byte(head+`,"uid":`+quoted(p.UID)+`}`), contactMembers(p))
	},
	count: func(c *event.SyncCounts) *int { return &c.Contacts },
}

var accountRows = definition{
	kind: Accounts, table: observation.Accounts, prefix: "account/",
	observe: func(of origin, id int64, r *observation.Reader) (event.Payload, error) {
		p := &event.UserObserved{Connection: of.connection, UserID: id, Account: slices.Clone(r.Stored()), Run: of.run}
		p.EmailDomain = event.MailDomain(r.Text("email"))
		return p, personal(r, event.SubjectAccount, of.subject(id), accountMembers(p))
	},
	vanished: func(of origin, id int64, _ event.Payload) event.Payload {
		return &event.UserVanished{Connection: of.connection, UserID: id, Run: of.run}
	},
	row: func(former event.Payload) []byte {
		p := former.(*event.UserObserved)
		return restored(p.Account, accountMembers(p))
	},
	count: func(c *event.SyncCounts) *int { return &c.Accounts },
}

var roleRows = definition{
	kind: Roles, table: observation.Roles, prefix: "role/",
	observe: func(of origin, id int64, r *observation.Reader) (event.Payload, error) {
		p := &event.RoleObserved{Connection: of.connection, RoleID: id, Run: of.run, Role: slices.Clone(r.Stored())}
		if size := len(event.PackRole(p.Role)); size > event.MaxPackedRole {
			return nil, &observation.RowError{Reason: observation.ReasonTooLarge, Detail: "packed, the role has " + strconv.Itoa(size) +
				" bytes, the most is " + strconv.Itoa(event.MaxPackedRole)}
		}
		return p, nil
	},
	vanished: func(of origin, id int64, _ event.Payload) event.Payload {
		return &event.RoleVanished{Connection: of.connection, RoleID: id, Run: of.run}
	},
	row:   func(former event.Payload) []byte { return former.(*event.RoleObserved).Role },
	count: func(c *event.SyncCounts) *int { return &c.Roles },
}

// personalMember ties a member of a row to the sealed member of an event.
type personalMember struct {
	name string
	of   *event.Personal
}

func contactMembers(p *event.ContactObserved) []personalMember {
	return []personalMember{
		{"firstName", &p.FirstName}, {"lastName", &p.LastName}, {"email", &p.Email}, {"phone", &p.Phone}, {"jobTitle", &p.JobTitle},
	}
}

func accountMembers(p *event.UserObserved) []personalMember {
	return []personalMember{{"firstName", &p.FirstName}, {"lastName", &p.LastName}, {"email", &p.Email}, {"phone", &p.Phone}}
}

// personal fills sealed members from a row.
func personal(r *observation.Reader, kind event.SubjectKind, subject string, members []personalMember) error {
	for _, m := range members {
		text := r.Text(m.name)
		if len(text) > observation.MaxPersonal {
			return &observation.RowError{Reason: observation.ReasonTooLarge, Detail: m.name + " has " + strconv.Itoa(len(text)) + " bytes"}
		}
		*m.of = event.PlainPersonal(kind, subject, text)
	}
	return nil
}

// restored puts opened members back into a row.
func restored(row []byte, members []personalMember) []byte {
	for _, m := range members {
		if text := m.of.Text(); text != "" {
			row = observation.Restore(row, []byte(quoted(text)), m.name)
		}
	}
	return row
}

func quoted(text string) string {
	raw, err := json.Marshal(text)
	if err != nil {
		return `""` // a string always has a JSON form
	}
	return string(raw)
}
