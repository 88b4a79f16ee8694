package poller

import (
	"slices"
	"strconv"
	"time"

	"coresync/domain/event"
	"coresync/domain/observation"
)

var deviceRows = definition{
	kind: Devices, table: observation.Devices, prefix: "device/",
	observe: observeDevice,
	vanished: func(of origin, id int64, former event.Payload) event.Payload {
		gone := &event.DeviceVanished{Connection: of.connection, DeviceID: id, Run: of.run}
		if f, ok := former.(*event.DeviceObserved); ok {
			r := observation.NewReader(observation.Devices)
			if r.Read(f.Device) == nil {
				gone.OrganizationID = r.Int("organizationId")
			}
		}
		return gone
	},
	row:   deviceRow,
	carry: carryDevice,
}

func observeDevice(of origin, id int64, r *observation.Reader) (event.Payload, error) {
	owner := r.AppendJSON(nil, "references", "assignedOwner")
	if len(owner) > observation.MaxPersonal {
		return nil, &observation.RowError{
			Reason: observation.ReasonTooLarge,
			Detail: "references.assignedOwner has " + strconv.Itoa(len(owner)) + " bytes",
		}
	}
	return &event.DeviceObserved{
		Connection: of.connection, DeviceID: id, Run: of.run,
		Device: slices.Clone(r.Stored()), Owner: ownerOf(of, r, owner), Notes: r.Notes(),
	}, nil
}

// ownerOf makes the sealed member; the person is found by the account's id.
func ownerOf(of origin, r *observation.Reader, owner []byte) event.Personal {
	subject := of.connection.String() + "/" + r.Text("references", "assignedOwner", "uid")
	if id := r.Int("references", "assignedOwner", "id"); id > 0 {
		subject = of.subject(id)
	}
	return event.PlainPersonal(event.SubjectAccount, subject, string(owner))
}

// deviceRow puts the owner back. An owner that was erased stays away, and then the
// digest of the device is another one: it is observed once more, without the name
// having been needed for anything else.
func deviceRow(former event.Payload) []byte {
	f := former.(*event.DeviceObserved)
	return observation.Restore(f.Device, []byte(f.Owner.Text()), "references", "assignedOwner")
}

// carryDevice works out facts and the names of what changed.
func carryDevice(s *session, was *former, c *candidate) error {
	p := c.payload.(*event.DeviceObserved)
	now := s.p.cfg.Now().UTC().Truncate(time.Microsecond)
	if was == nil {
		p.Facts, _ = observation.CarryForward(nil, nil, now)
		return nil
	}
	old := was.payload.(*event.DeviceObserved)
	before, after := observation.NewReader(observation.Devices), observation.NewReader(observation.Devices)
	if err := before.Read(deviceRow(old)); err != nil {
		return err // it was written by this package
	}
	if err := after.Read(deviceRow(p)); err != nil {
		return err
	}
	var notes []string
	p.Facts, notes = observation.CarryForward(&observation.Former{Device: before, Facts: old.Facts, Position: was.position}, after, now)
	p.Notes = append(p.Notes, notes...)
	if c.verdict != observation.Sample {
		p.Changed = observation.ChangedMembers(before, after)
	}
	return nil
}

// observeUser decides on the last user of a device: the report on logons counts,
// and where it has no row the device's own member. It gives the print of the name.
func (w *worker) observeUser(c *candidate, print observation.Print, name string, at int64) observation.Print {
	if name == "" {
		return print
	}
	known := w.listing.users.find(c.id, &w.userHint)
	tag, print := w.userTag(c.id, known, print, name, w.logonStamp(at))
	verdict := observation.Decide(c.id, known.observed(), tag, observation.LastUsers.Version, w.now)
	if verdict == observation.Unchanged {
		return print
	}
	p := &event.DeviceUserObserved{
		Connection: w.of.connection, DeviceID: c.id, Run: w.of.run,
		User: event.PlainPersonal(event.SubjectUserString, observation.UserSubject(name), name), UserDomain: event.MailDomain(name),
	}
	if at > 0 {
		logonAt := time.Unix(0, at).UTC()
		p.LogonAt = &logonAt
	}
	c.user = &userChange{payload: p, tag: tag, version: known.at()}
	return print
}
