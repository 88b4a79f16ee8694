package projectiontest

import (
	"context"
	"fmt"
	"time"

	"coresync/domain/event"
	"coresync/domain/observation"
	"coresync/eventstore"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// World makes histories as a poller and people would: devices that are renamed,
// moved, blanked, vanish and come back, presence, organizations, decisions, and
// all kinds of things in the directory. Two worlds with one seed of ids have the
// same NinjaOne ids, as two tenants may.
type World struct {
	bundle  *Bundle
	tenant  uuid.UUID
	conns   []uuid.UUID
	devices map[string]*device
}

type device struct {
	conn    uuid.UUID
	id      int64
	former  *observation.Former
	rows    []string // as NinjaOne gave them, for restoring observations
	present bool
}

// Tenant is whose log it is.
func (w *World) Tenant() uuid.UUID { return w.tenant }

// NewWorld makes a tenant with an empty log.
func (b *Bundle) NewWorld(t require.TestingT) *World {
	w := &World{bundle: b, tenant: uuid.New(), devices: make(map[string]*device)}
	for i := range 2 {
		w.conns = append(w.conns, uuid.NewSHA1(uuid.NameSpaceOID, fmt.Appendf(nil, "connection %d", i)))
	}
	require.NoError(t, b.CreateTenant(context.Background(), eventstore.Tenant{ID: w.tenant, Name: "world"}))
	return w
}

// Live draws n steps of history.
func (w *World) Live(t *rapid.T, n int) {
	for range n {
		w.bundle.Clock.Advance(time.Duration(rapid.IntRange(0, 5).Draw(t, "seconds")) * time.Second)
		steps := []func(*rapid.T){
			w.observe, w.observe, w.observe, w.observe, w.restore, w.vanish, w.presence, w.presence, w.user,
			w.organization, w.organization, w.location, w.decide, w.decide, w.decideLocation, w.ignore, w.customer, w.customer,
			w.contact, w.contractOrTicket, w.manual, w.assign, w.decideAsset, w.decideAsset, w.decideAsset, w.entitle, w.person, w.link, w.connection, w.run, w.role, w.role, w.accessDecision, w.replacement, w.governance, w.reportmail, w.webhook,
		}
		steps[rapid.IntRange(0, len(steps)-1).Draw(t, "step")](t)
	}
}

func (w *World) append(t *rapid.T, events ...event.New) eventstore.Appended {
	done, err := w.bundle.Log.Append(context.Background(), eventstore.Append{Tenant: w.tenant, Actor: "test", Events: events})
	require.NoError(t, err)
	return done
}

func (w *World) conn(t *rapid.T) uuid.UUID { return rapid.SampledFrom(w.conns).Draw(t, "connection") }

func small(t *rapid.T, name string) int64 { return rapid.Int64Range(1, 4).Draw(t, name) }

func id(kind string, n int64) uuid.UUID {
	return uuid.NewSHA1(uuid.NameSpaceOID, fmt.Appendf(nil, "%s %d", kind, n))
}

func (w *World) device(t *rapid.T) *device {
	conn, n := w.conn(t), small(t, "device")
	key := fmt.Sprint(conn, n)
	if w.devices[key] == nil {
		w.devices[key] = &device{conn: conn, id: n}
	}
	return w.devices[key]
}

// row draws a device as NinjaOne gives it; every member may be blank or absent.
func (d *device) row(t *rapid.T) string {
	row := map[string]any{
		"id": d.id, "organizationId": small(t, "organization"), "offline": rapid.Bool().Draw(t, "offline"),
		"nodeClass": rapid.SampledFrom([]string{"MAC", "WINDOWS_SERVER", "UNMANAGED_DEVICE", "NEVER_HEARD_OF"}).Draw(t, "class"),
	}
	system, os := map[string]any{}, map[string]any{}
	for _, m := range []struct {
		in   map[string]any
		name string
		of   []any
	}{
		{row, "displayName", []any{"Reception", "", nil}},
		{row, "systemName", []any{"PC-1", "PC-2", "PC-\u0000", "", nil}},
		{row, "dnsName", []any{"pc-1.example.test", nil}},
		{row, "locationId", []any{1, 2, nil}},
		{row, "approvalStatus", []any{"APPROVED", "APPROVED", "PENDING"}},
		{row, "created", []any{1697827578.905, nil}},
		{row, "lastContact", []any{1787898261.5, nil}},
		{system, "serialNumber", []any{"5CD1234", "To be filled by O.E.M.", "", nil}},
		{system, "biosSerialNumber", []any{"BIOS-77", "0", nil}},
		{system, "manufacturer", []any{"LENOVO", "", nil}},
		{system, "model", []any{"T14", nil}},
		{os, "name", []any{"Windows 11", "Windows 12", nil}},
	} {
		if v := rapid.SampledFrom(append(m.of, absent)).Draw(t, m.name); v != absent {
			m.in[m.name] = v
		}
	}
	if rapid.Bool().Draw(t, "detailed") {
		row["system"], row["os"] = system, os
		row["references"] = map[string]any{"warranty": map[string]any{"startDate": 1697760000, "endDate": 1792368000}}
	}
	text, err := json.Marshal(row)
	require.NoError(t, err)
	return string(text)
}

var absent any = &struct{ int }{}

func (w *World) observe(t *rapid.T) {
	d := w.device(t)
	w.record(t, d, d.row(t))
}

// restore observes what was observed before, as the undoing of a run does.
func (w *World) restore(t *rapid.T) {
	if d := w.device(t); len(d.rows) > 0 {
		w.record(t, d, rapid.SampledFrom(d.rows).Draw(t, "restored"))
	}
}

func (w *World) record(t *rapid.T, d *device, row string) {
	next := observation.NewReader(observation.Devices)
	require.NoError(t, next.Read([]byte(row)))
	facts, notes := observation.CarryForward(d.former, next, w.bundle.Clock.Now())
	owner := event.PlainPersonal(event.SubjectEmail, "owner@example.test", rapid.SampledFrom([]string{"", "Owner"}).Draw(t, "owner"))
	done := w.append(t, event.New{Stream: event.DeviceStream(d.conn, d.id), Payload: &event.DeviceObserved{
		Connection: d.conn, DeviceID: d.id, Device: append([]byte(nil), next.Stored()...), Owner: owner, Facts: facts, Notes: notes,
	}})
	stored := observation.NewReader(observation.Devices)
	require.NoError(t, stored.Read(append([]byte(nil), next.Stored()...)))
	d.former = &observation.Former{Device: stored, Facts: facts, Position: done.Last}
	d.rows, d.present = append(d.rows, row), true
}

func (w *World) vanish(t *rapid.T) {
	if d := w.device(t); d.present {
		d.present = false
		w.append(t, event.New{Stream: event.DeviceStream(d.conn, d.id), Payload: &event.DeviceVanished{Connection: d.conn, DeviceID: d.id}})
	}
}

// presence names devices that were never observed, too.
func (w *World) presence(t *rapid.T) {
	p := &event.PresenceObserved{Connection: w.conn(t)}
	for n := int64(1); n <= 4; n++ {
		switch rapid.IntRange(0, 2).Draw(t, "presence") {
		case 1:
			p.Online = append(p.Online, n)
		case 2:
			p.Offline = append(p.Offline, n)
		}
	}
	w.append(t, event.New{Stream: event.ListingStream(p.Connection), Payload: p})
}

// user may come before its device was ever observed.
func (w *World) user(t *rapid.T) {
	d := w.device(t)
	name := rapid.SampledFrom([]string{`EXAMPLE\jdoe`, `EXAMPLE\asmith`, "ann@acme.test", ""}).Draw(t, "user")
	w.append(t, event.New{Stream: event.DeviceUserStream(d.conn, d.id), Payload: &event.DeviceUserObserved{
		Connection: d.conn, DeviceID: d.id, User: event.PlainPersonal(event.SubjectUserString, name, name), UserDomain: event.MailDomain(name),
	}})
}
