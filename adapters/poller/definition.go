package poller

import (
	"fmt"

	"coresync/domain/event"
	"coresync/domain/observation"

	"github.com/google/uuid"
)

// definition says how the rows of one listing become events.
type definition struct {
	kind   Kind
	table  *observation.Table
	prefix string // of the streams
	// observe makes the payload of the row that the reader has read. What it needs of
	// the observation before is filled in by carry.
	observe func(of origin, id int64, r *observation.Reader) (event.Payload, error)
	// vanished makes the payload for a row that is gone.
	vanished func(of origin, id int64, former event.Payload) event.Payload
	// row makes a row of an observation again, to compute its tag anew.
	row func(former event.Payload) []byte
	// carry fills in what is carried forward; nil: nothing is.
	carry func(s *session, former *former, c *candidate) error
	// count is the number of rows in a run's counts; nil for devices, which are
	// counted by what becomes of them.
	count func(*event.SyncCounts) *int
}

// origin is where an observation comes from.
type origin struct{ connection, run uuid.UUID }

// subject is how a person of NinjaOne is found: its ids are unique in a connection.
func (o origin) subject(id int64) string { return fmt.Sprintf("%s/%d", o.connection, id) }

func (d *definition) stream(connection uuid.UUID, id int64) string {
	return fmt.Sprintf("%s%s/%d", d.prefix, connection, id)
}

// definitions are those of all listings that are steps.
var definitions = map[Kind]*definition{
	Organizations: &organizationRows, Locations: &locationRows, Devices: &deviceRows,
	Contacts: &contactRows, Accounts: &accountRows, Roles: &roleRows,
}
