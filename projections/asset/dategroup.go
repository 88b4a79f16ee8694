package asset

import (
	"strconv"

	rule "coresync/domain/asset"
	"coresync/projections"
	"coresync/projections/column"

	"github.com/google/uuid"
)

// dateKey is what assets of a date group share. It knows nothing of what changes by the
// minute, so that devices that go off line change no group.
type dateKey struct {
	Organization, Location uuid.UUID // row ids; zero: none
	Customer               uuid.UUID // of an asset that has one of its own
	Category               rule.Category
	NodeClass              string
	Virtual, Retired       bool
	Source                 string
}

// DateGroup is how many assets of a place that are shown are alike, by the days that
// their lives are counted from (EOL-02). What is asked of dates by customer costs as
// much as there are groups, however many assets there are.
type DateGroup struct {
	ID uuid.UUID
	dateKey
	Born     Days // Row.Born
	Warranty Days // the last days of their warranties
}

// dateCell is what one asset counts as in its group: the numbers of its days.
type dateCell struct{ born, warranty uint32 }

// groupNames names the ids of date groups.
var groupNames = uuid.MustParse("3b6e0a77-9d0c-4f0e-9a35-6a1f1c2d7e42")

func dateTable() projections.Sum {
	return projections.NewGroups(projections.GroupSpec[Row, DateGroup, dateKey, dateCell]{
		TableSpec: projections.TableSpec[DateGroup]{
			Name:    "date_group",
			Comment: "How many assets of a place are alike, by day of birth and by the day on which the warranty ends.",
			Columns: groupColumns(),
			ID:      func(g *DateGroup) uuid.UUID { return g.ID },
		},
		Rows: "asset", Cell: dateCellOf,
		Identify: func(k dateKey) uuid.UUID { return uuid.NewSHA1(groupNames, k.name()) },
		Add:      addDates,
	})
}

func dateCellOf(row *Row) (dateKey, dateCell, bool) {
	born, _ := row.Born()
	retired := row.Status == rule.StatusRetired || row.Status == rule.StatusArchived
	return dateKey{row.Organization, row.Location, row.Customer, row.Category, row.NodeClass, row.Virtual, retired, row.Source},
		dateCell{DayNumber(born), DayNumber(row.WarrantyEnd)}, row.Shown
}

func addDates(old *DateGroup, id uuid.UUID, key dateKey, more map[dateCell]int64) *DateGroup {
	if old == nil {
		old = &DateGroup{}
	}
	born, warranty := make(map[uint32]int64, len(more)), make(map[uint32]int64, len(more))
	for c, n := range more {
		born[c.born] += n
		warranty[c.warranty] += n
	}
	g := &DateGroup{ID: id, dateKey: key, Born: old.Born.With(born), Warranty: old.Warranty.With(warranty)}
	if len(g.Born) == 0 {
		return nil
	}
	return g
}

// name is what tells a group from all others.
func (k dateKey) name() []byte {
	b := make([]byte, 0, 128)
	for _, s := range []string{string(k.Category), k.NodeClass, k.Source} {
		b = append(strconv.AppendInt(b, int64(len(s)), 10), ':')
		b = append(b, s...)
	}
	b = append(append(append(b, k.Organization[:]...), k.Location[:]...), k.Customer[:]...)
	return strconv.AppendBool(strconv.AppendBool(b, k.Virtual), k.Retired)
}

func groupColumns() []column.Column[DateGroup] {
	return []column.Column[DateGroup]{
		column.UUID("id", "id of the group, made of what its assets share", func(g *DateGroup) *uuid.UUID { return &g.ID }),
		column.UUID("organization", "id of the organization's row", func(g *DateGroup) *uuid.UUID { return &g.Organization }),
		column.UUID("location", "id of the location's row", func(g *DateGroup) *uuid.UUID { return &g.Location }),
		column.UUID("customer", "customer of assets that have one of their own", func(g *DateGroup) *uuid.UUID { return &g.Customer }),
		column.Text("category", "category (CAT)", func(g *DateGroup) *rule.Category { return &g.Category }),
		column.Text("node_class", "class in NinjaOne", func(g *DateGroup) *string { return &g.NodeClass }),
		column.Bool("virtual", "virtual machines", func(g *DateGroup) *bool { return &g.Virtual }),
		column.Bool("retired", "retired and archived ones", func(g *DateGroup) *bool { return &g.Retired }),
		column.Text("source", "ninjaone or manual", func(g *DateGroup) *string { return &g.Source }),
		column.Bytes("born", "days of birth, each with how many assets", readDays, func(g *DateGroup) *Days { return &g.Born }),
		column.Bytes("warranty", "last days of warranties, each with how many assets", readDays, func(g *DateGroup) *Days { return &g.Warranty }),
	}
}
