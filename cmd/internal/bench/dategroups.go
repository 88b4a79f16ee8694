package bench

import (
	"context"
	"fmt"
	"time"

	"coresync/projections/asset"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// place is what assets of a date group share in the fleet of fillAssets.
type place struct {
	organization, location, customer uuid.UUID
	category, class                  string
}

// fillGroups counts the fleet's rows by place and days, as their projection does.
func (s *Scratch) fillGroups(ctx context.Context) error {
	rows, err := s.Pool.Query(ctx, `select organization, location, customer, category, node_class, born, warranty_end, count(*)
		from rm_asset_b1.asset where tenant_id = $1 group by 1, 2, 3, 4, 5, 6, 7`, s.Tenant)
	if err != nil {
		return fmt.Errorf("count assets by place: %w", err)
	}
	type days struct{ born, warranty map[uint32]int64 }
	places := make(map[place]days)
	var at place
	var born, warranty *time.Time
	var n int64
	if _, err := pgx.ForEachRow(rows, []any{&at.organization, &at.location, &at.customer, &at.category, &at.class, &born, &warranty, &n}, func() error {
		if _, is := places[at]; !is {
			places[at] = days{make(map[uint32]int64), make(map[uint32]int64)}
		}
		places[at].born[dayNumber(born)] += n
		places[at].warranty[dayNumber(warranty)] += n
		return nil
	}); err != nil {
		return fmt.Errorf("count assets by place: %w", err)
	}
	var groups [][]any
	for at, d := range places {
		groups = append(groups, []any{
			s.Tenant, 0, uuid.New(), at.organization, at.location, at.customer, at.category, at.class, false, false, asset.SourceNinjaOne,
			[]byte(asset.Days(nil).With(d.born)), []byte(asset.Days(nil).With(d.warranty)),
		})
	}
	_, err = s.Pool.CopyFrom(ctx, pgx.Identifier{"rm_asset_b1", "date_group"},
		[]string{"tenant_id", "variant", "id", "organization", "location", "customer", "category", "node_class", "virtual", "retired", "source", "born", "warranty"}, pgx.CopyFromRows(groups))
	if err == nil {
		_, err = s.Pool.Exec(ctx, "vacuum analyze rm_asset_b1.date_group")
	}
	if err != nil {
		return fmt.Errorf("count assets by place: %w", err)
	}
	return nil
}

func dayNumber(day *time.Time) uint32 {
	if day == nil {
		return 0
	}
	return asset.DayNumber(*day)
}
