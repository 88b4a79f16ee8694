package projectiontest

import (
	"fmt"

	"coresync/domain/event"
	"coresync/domain/rowid"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

var worldNames = []string{"Acme", "ACME, Inc.", "The Acmé Co", "Beta & Sons", "Beta and Sons Ltd", "Gamma", ""}

func (w *World) organization(t *rapid.T) {
	conn, n := w.conn(t), small(t, "organization")
	stream := event.OrganizationStream(conn, n)
	if rapid.IntRange(0, 4).Draw(t, "gone") == 0 {
		w.append(t, event.New{Stream: stream, Payload: &event.OrgVanished{Connection: conn, OrganizationID: n}})
		return
	}
	row, err := json.Marshal(map[string]any{"id": n, "name": rapid.SampledFrom(worldNames).Draw(t, "name")})
	require.NoError(t, err)
	w.append(t, event.New{Stream: stream, Payload: &event.OrgObserved{
		Connection: conn, OrganizationID: n, Organization: row, FormerNames: rapid.SampledFrom([][]string{nil, {"Old"}}).Draw(t, "former"),
	}})
}

func (w *World) location(t *rapid.T) {
	conn, n := w.conn(t), small(t, "location")
	stream := event.LocationStream(conn, n)
	if rapid.IntRange(0, 4).Draw(t, "gone") == 0 {
		w.append(t, event.New{Stream: stream, Payload: &event.LocationVanished{Connection: conn, LocationID: n}})
		return
	}
	w.append(t, event.New{Stream: stream, Payload: &event.LocationObserved{
		Connection: conn, LocationID: n, OrganizationID: small(t, "of"), Location: json.RawMessage(fmt.Sprintf(`{"id":%d,"name":"Site %d","address":%q}`, n, n, rapid.SampledFrom([]string{"", "1 Main St, Salem OR"}).Draw(t, "address"))),
	}})
}

func (w *World) decide(t *rapid.T) {
	conn, n, customer := w.conn(t), small(t, "organization"), id("customer", small(t, "customer"))
	e := event.New{Stream: event.MappingStream(conn, n)}
	switch rapid.IntRange(0, 4).Draw(t, "decision") {
	case 0, 1:
		e.Payload = &event.OrganizationMapped{Connection: conn, OrganizationID: n, Customer: customer}
	case 2:
		e.Payload = &event.OrganizationIgnored{Connection: conn, OrganizationID: n, Reason: "lab"}
	case 3:
		e.Payload = &event.OrganizationUnmapped{Connection: conn, OrganizationID: n}
	case 4:
		e.Payload = &event.OrganizationMatchRejected{Connection: conn, OrganizationID: n, Customer: customer}
	}
	w.append(t, e)
}

// decideLocation decides about a location, also about one that was never seen.
func (w *World) decideLocation(t *rapid.T) {
	conn, n := w.conn(t), small(t, "location")
	e := event.New{Stream: event.LocationMappingStream(conn, n)}
	switch rapid.IntRange(0, 2).Draw(t, "decision") {
	case 0:
		e.Payload = &event.LocationMapped{Connection: conn, LocationID: n, Customer: id("customer", small(t, "customer"))}
	case 1:
		e.Payload = &event.LocationIgnored{Connection: conn, LocationID: n, Reason: "spare pool"}
	case 2:
		e.Payload = &event.LocationUnmapped{Connection: conn, LocationID: n}
	}
	w.append(t, e)
}

// ignore sets and removes ignore rules, and says which devices become assets.
func (w *World) ignore(t *rapid.T) {
	rule := id("ignore rule", small(t, "rule"))
	e := event.New{Stream: event.IgnoreRuleStream(rule), Payload: &event.IgnoreRuleRemoved{ID: rule}}
	switch kind := rapid.SampledFrom([]event.IgnoreKind{"", "organization", "location", "class", "tag", "name", "scope"}).Draw(t, "kind"); kind {
	case "":
	case "scope":
		e = event.New{Stream: event.AssetScopeStream(), Payload: &event.AssetScopeSet{MappedOnly: rapid.Bool().Draw(t, "mapped only")}}
	case event.IgnoreOrganization, event.IgnoreLocation:
		e.Payload = &event.IgnoreRuleSet{ID: rule, Kind: kind, Connection: w.conn(t), NinjaID: small(t, "place")}
	default:
		e.Payload = &event.IgnoreRuleSet{ID: rule, Kind: kind, Value: rapid.SampledFrom([]string{"MAC", "PC-*"}).Draw(t, "value")}
	}
	w.append(t, e)
}

func (w *World) gone(t *rapid.T) bool { return rapid.IntRange(0, 3).Draw(t, "gone") == 0 }

func (w *World) customer(t *rapid.T) {
	customer := id("customer", small(t, "customer"))
	e := event.New{Stream: event.CustomerStream(customer), Payload: &event.CustomerRemoved{ID: customer}}
	if !w.gone(t) {
		e.Payload = &event.CustomerRecorded{
			ID: customer, ExternalID: customer.String(), Name: rapid.SampledFrom(worldNames).Draw(t, "name"),
			Domains: rapid.SampledFrom([][]string{nil, {"acme.test", "acme.example"}}).Draw(t, "domains"),
			City:    rapid.SampledFrom([]string{"", "Salem"}).Draw(t, "city"),
		}
	}
	w.append(t, e)
}

func (w *World) domain(t *rapid.T) string {
	return rapid.SampledFrom([]string{"", "acme.test", "beta.example"}).Draw(t, "domain")
}

func (w *World) contact(t *rapid.T) {
	contact := id("contact", small(t, "contact"))
	e := event.New{Stream: event.ContactStream(contact), Payload: &event.ContactRemoved{ID: contact}}
	if !w.gone(t) {
		name := rapid.SampledFrom([]string{"", "Ann", "Bob"}).Draw(t, "name")
		e.Payload = &event.ContactRecorded{
			ID: contact, Customer: id("customer", small(t, "customer")),
			Name: event.PlainPersonal(event.SubjectContact, contact.String(), name), EmailDomain: w.domain(t),
		}
	}
	w.append(t, e)
}

// assign decides about an asset, also about one that was never seen.
func (w *World) assign(t *rapid.T) {
	asset := id("asset", small(t, "asset"))
	if rapid.Bool().Draw(t, "synced") {
		asset = rowid.Device(w.tenant, w.conn(t), small(t, "device"))
	}
	e, contact := event.New{Stream: event.AssignmentStream(asset)}, id("contact", small(t, "contact"))
	switch rapid.IntRange(0, 5).Draw(t, "decision") {
	case 0, 1:
		e.Payload = &event.DeviceAssigned{Asset: asset, Contact: contact}
	case 2:
		e.Payload = &event.DeviceUnassigned{Asset: asset, Contact: contact}
	case 3:
		e.Payload = &event.AssociationSkipped{Asset: asset, User: rapid.SampledFrom([]uuid.UUID{uuid.Nil, id("user", 1)}).Draw(t, "seen")}
	case 4:
		e.Payload = &event.AssociationNever{Asset: asset}
	case 5:
		e.Payload = &event.AssociationReopened{Asset: asset}
	}
	w.append(t, e)
}

// person is a contact, an end user or a technician in NinjaOne, or one that is gone.
func (w *World) person(t *rapid.T) {
	conn, n := w.conn(t), small(t, "person")
	name := rapid.SampledFrom([]string{"", "Ann", "Bob"}).Draw(t, "name")
	personal := func(kind event.SubjectKind) event.Personal {
		return event.PlainPersonal(kind, fmt.Sprint(conn, n), name)
	}
	contact, account := event.New{Stream: event.NinjaContactStream(conn, n)}, event.New{Stream: event.AccountStream(conn, n)}
	if w.gone(t) {
		contact.Payload = &event.ContactVanished{Connection: conn, ContactID: n}
		account.Payload = &event.UserVanished{Connection: conn, UserID: n}
	} else {
		organization := small(t, "organization") - 1
		contact.Payload = &event.ContactObserved{Connection: conn, ContactID: n, OrganizationID: organization, FirstName: personal(event.SubjectContact), EmailDomain: w.domain(t)}
		account.Payload = &event.UserObserved{Connection: conn, UserID: n, Email: personal(event.SubjectAccount), EmailDomain: w.domain(t), Account: fmt.Appendf(nil,
			`{"userType":%q,"organizationId":%d}`, rapid.SampledFrom([]string{"TECHNICIAN", "END_USER"}).Draw(t, "type"), organization)}
	}
	w.append(t, contact, account)
}

// link decides about a person in NinjaOne, also about one that was never seen.
func (w *World) link(t *rapid.T) {
	conn, n := w.conn(t), small(t, "person")
	source := rapid.SampledFrom([]event.PersonSource{event.NinjaContact, event.NinjaEndUser}).Draw(t, "source")
	e := event.New{Stream: event.ContactLinkStream(source, conn, n)}
	switch rapid.IntRange(0, 2).Draw(t, "link") {
	case 0:
		e.Payload = &event.ContactLinked{Connection: conn, Source: source, PersonID: n, Contact: id("contact", small(t, "contact"))}
	case 1:
		e.Payload = &event.ContactLinkIgnored{Connection: conn, Source: source, PersonID: n}
	case 2:
		e.Payload = &event.ContactUnlinked{Connection: conn, Source: source, PersonID: n}
	}
	w.append(t, e)
}

func (w *World) contractOrTicket(t *rapid.T) {
	n, customer := small(t, "n"), id("customer", small(t, "customer"))
	contract, ticket := id("contract", n), id("ticket", n)
	switch {
	case w.gone(t):
		w.append(t,
			event.New{Stream: event.ContractStream(contract), Payload: &event.ContractRemoved{ID: contract}},
			event.New{Stream: event.TicketStream(ticket), Payload: &event.TicketRemoved{ID: ticket}})
	case rapid.Bool().Draw(t, "contract"):
		w.append(t, event.New{Stream: event.ContractStream(contract), Payload: &event.ContractRecorded{
			ID: contract, Customer: customer, Name: "Care", Start: "2026-01-31", End: rapid.SampledFrom([]string{"", "2027-01-30"}).Draw(t, "end"),
		}})
	default:
		w.append(t, event.New{Stream: event.TicketStream(ticket), Payload: &event.TicketRecorded{
			ID: ticket, Customer: customer, Contact: id("contact", n), Number: fmt.Sprint(n), Subject: "Help", Status: "open",
		}})
	}
}

func (w *World) manual(t *rapid.T) {
	asset := id("asset", small(t, "asset"))
	e := event.New{Stream: event.AssetStream(asset), Payload: &event.ManualAssetRemoved{ID: asset}}
	if !w.gone(t) {
		e.Payload = &event.ManualAssetRecorded{
			ID: asset, Name: rapid.SampledFrom([]string{"Projector", "Beamer"}).Draw(t, "name"), Customer: id("customer", small(t, "customer")),
			SerialNumber: rapid.SampledFrom([]string{"EP-1", "EP-1", "5CD1234"}).Draw(t, "serial"), Status: rapid.SampledFrom([]string{"", "retired"}).Draw(t, "status"),
		}
	}
	w.append(t, e)
}

func (w *World) connection(t *rapid.T) {
	conn := w.conn(t)
	e := event.New{Stream: event.ConnectionStream(conn)}
	settings := event.ConnectionAdded{Connection: conn, Name: "Main", Region: rapid.SampledFrom([]string{"EU", "US"}).Draw(t, "region")}
	switch rapid.IntRange(0, 4).Draw(t, "change") {
	case 0:
		e.Payload = &settings
	case 1:
		e.Payload = &event.ConnectionChanged{ConnectionAdded: settings}
	case 2:
		e.Payload = &event.ScheduleSet{Connection: conn, Frequency: "daily", Zone: "Europe/Berlin", Anchor: w.bundle.Clock.Now()}
	case 3:
		e.Payload = &event.ConnectionRemoved{Connection: conn, Assets: "keep"}
	case 4: // of devices that were never observed, too, and of some that are observed again
		e.Stream = event.ReleaseStream(conn)
		e.Payload = &event.DevicesReleased{
			Connection: conn, Assets: rapid.SampledFrom([]string{"keep", "mark", "archive", "archive"}).Draw(t, "assets"),
			Devices: []int64{1, rapid.Int64Range(2, 4).Draw(t, "released")},
		}
	}
	w.append(t, e)
}

func (w *World) run(t *rapid.T) {
	conn, run, now := w.conn(t), id("run", rapid.Int64().Draw(t, "run")), w.bundle.Clock.Now()
	e := event.New{Stream: event.SyncStream(conn), Payload: &event.SyncCompleted{
		Connection: conn, Run: run, Trigger: "manual", StartedAt: now, EndedAt: now,
		Counts: event.SyncCounts{Found: 3, SkippedReasons: map[string]int{"b": 1, "a": 2}},
	}}
	if w.gone(t) {
		e.Payload = &event.SyncFailed{Connection: conn, Run: run, Trigger: "manual", StartedAt: now, EndedAt: now, Reason: "wrong_region"}
	}
	w.append(t, e)
}
