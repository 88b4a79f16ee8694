package bench

import (
	"context"
	"errors"
	"fmt"
	"time"

	"coresync/http/api"
)

// HTTP measures what people wait for at the server: reports over a fleet, and the same
// answer counted in the table of assets; filters and sorts of the list of assets; pages.
func HTTP(ctx context.Context, o Options) (rows []Row, err error) {
	s, err := NewScratch(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	n := or(o.Devices, 100_000)
	if err := errors.Join(s.fillAssets(ctx, n), s.fillGroups(ctx), s.fillPolicies(ctx)); err != nil {
		return nil, err
	}
	goal := 50.0 // ms, over 100,000 devices
	if n > 100_000 {
		goal = 100
	}
	asks := s.reports()
	all := func(ctx context.Context, _ int) (err error) {
		for _, a := range asks {
			err = errors.Join(err, a.ask(ctx))
		}
		return err
	}
	against, err := contest{name: "reports", n: n, goal: 5, scratch: s, baseline: s.countAssets, ours: all}.run(ctx, o)
	if err != nil {
		return nil, err
	}
	against.Note = "all three reports, against counting the same in the table of assets"
	rows = append(rows, against)
	for _, a := range append(asks, s.replacement()...) {
		var times []float64
		for range o.rounds() {
			began := time.Now()
			if err := a.ask(ctx); err != nil {
				return nil, err
			}
			times = append(times, time.Since(began).Seconds())
		}
		seconds := median(times)
		rows = append(rows, Row{Name: a.name, N: n, Seconds: seconds, PerSecond: 1 / seconds, Ratio: 1000 * seconds, Unit: "ms", Goal: goal, AtMost: true}.judge())
	}
	lists, err := s.lists(ctx, o, n)
	if err != nil {
		return nil, err
	}
	page, err := Pages(ctx, o)
	if err != nil {
		return nil, err
	}
	return append(append(rows, lists...), page), nil
}

// report is one of the reports that people open.
type report struct {
	name string
	ask  func(context.Context) error
}

func (s *Scratch) reports() []report {
	reports, scope := s.Services().Reports, api.Scope{Tenant: s.Tenant}
	return []report{
		{"report_companies", func(ctx context.Context) error {
			_, err := reports.Companies(ctx, scope, api.ReportFilter{})
			return err
		}},
		{"report_ages", func(ctx context.Context) error {
			_, err := reports.Ages(ctx, scope, api.ReportFilter{})
			return err
		}},
		{"report_warranties", func(ctx context.Context) error {
			_, err := reports.Warranties(ctx, scope, api.ReportFilter{})
			return err
		}},
	}
}

// fillAssets makes a fleet's rows, and what they add up to, in the tables of a scratch
// server: a thousand organizations of customers, ages over six years, warranties over four, and
// tags on two of five, of fifty sites among them.
func (s *Scratch) fillAssets(ctx context.Context, n int) error {
	statements := []string{
		`insert into rm_asset_b1.asset (tenant_id, variant, id, source, shown, name, name_key, search, category, node_class, class_known, virtual,
			connectivity, status, organization, location, customer, first_seen_at, created_at, fulfilled_on, warranty_end, born, tags)
		 select $1, 0, gen_random_uuid(), 'ninjaone', true, 'PC-' || i, 'pc-' || i, repeat('pc-' || i || ' ', 20),
			(array['Workstation', 'Workstation', 'Workstation', 'Server', 'Mac'])[1 + i % 5], (array['WINDOWS_WORKSTATION', 'WINDOWS_WORKSTATION', 'LINUX_WORKSTATION', 'WINDOWS_SERVER', 'MAC'])[1 + i % 5],
			true, false, (array['online', 'online', 'offline'])[1 + (i * 7) % 3], (array['in_use', 'in_use', 'available'])[1 + (i * 7) % 3],
			md5('o' || i % 1000)::uuid, md5('l' || i % 2500)::uuid, md5('c' || i % 1000)::uuid, now() - interval '1 day' * ((i * 31) % 500),
			now() - interval '1 day' * ((i * 31) % 900), case when i % 3 > 0 then current_date - (i * 13) % 2190 end, case when i % 4 > 0 then current_date + (i * 17) % 1460 - 500 end,
			case when i % 3 > 0 then current_date - (i * 13) % 2190 else current_date - greatest((i * 31) % 500, (i * 31) % 900) end,
			case i % 10 when 0 then '["loaner"]' when 1 then '["vip","managed"]' when 2 then '["managed"]' when 3 then '["managed","site ' || i % 50 || '"]' end::json
		 from generate_series(1, $2::int) i`,
		`insert into rm_asset_b1.report_cell (tenant_id, variant, id, n, measure, organization, location, customer, tags, category, node_class, virtual, connectivity, status, source, month, estimated)
		 select $1, 0, gen_random_uuid(), count(*), 'devices', organization, location, customer, tags::text::json, category, node_class, virtual, connectivity, status, source, null, false
		 from rm_asset_b1.asset where tenant_id = $1 group by organization, location, customer, tags::text, category, node_class, virtual, connectivity, status, source
		 having count(*) > 0 and $2::int > 0`,
		`insert into rm_asset_b1.report_cell (tenant_id, variant, id, n, measure, category, node_class, virtual, connectivity, status, source, month, estimated)
		 select $1, 0, gen_random_uuid(), count(*), 'born', category, node_class, virtual, connectivity, status, source,
			date_trunc('month', born)::date, fulfilled_on is null
		 from rm_asset_b1.asset where tenant_id = $1 group by category, node_class, virtual, connectivity, status, source, 12, 13 having $2::int > 0`,
		`insert into rm_asset_b1.report_cell (tenant_id, variant, id, n, measure, category, node_class, virtual, connectivity, status, source, month, estimated)
		 select $1, 0, gen_random_uuid(), count(*), 'warranty', category, node_class, virtual, connectivity, status, source, date_trunc('month', warranty_end)::date, false
		 from rm_asset_b1.asset where tenant_id = $1 group by category, node_class, virtual, connectivity, status, source, 12 having $2::int > 0`,
	}
	for _, sql := range statements {
		if _, err := s.Pool.Exec(ctx, sql, s.Tenant, n); err != nil {
			return fmt.Errorf("make a fleet of %d assets: %w", n, err)
		}
	}
	if _, err := s.Pool.Exec(ctx, `vacuum analyze rm_asset_b1.asset, rm_asset_b1.report_cell`); err != nil {
		return fmt.Errorf("make a fleet of %d assets: %w", n, err)
	}
	return nil
}

// countAssets counts what the three reports say in the table of assets, one statement each.
func (s *Scratch) countAssets(ctx context.Context, _ int) error {
	const of = ` from rm_asset_b1.asset where tenant_id = $1 and variant = 0 and shown and status not in ('retired', 'archived') `
	for _, sql := range []string{
		`select customer, category, connectivity, count(*)` + of + `group by 1, 2, 3`,
		`select category, width_bucket(extract(year from age(born))::int, array[1, 2, 3, 5]), count(*)` + of + `group by 1, 2`,
		`select category, case when warranty_end is null then 'none' when warranty_end < current_date then 'expired' when warranty_end <= current_date + 90 then 'expiring' else 'active' end, count(*)` + of + `group by 1, 2`,
	} {
		rows, err := s.Pool.Query(ctx, sql, s.Tenant)
		if err != nil {
			return fmt.Errorf("count assets: %w", err)
		}
		for rows.Next() {
		}
		if err := rows.Err(); err != nil {
			return fmt.Errorf("count assets: %w", err)
		}
	}
	return nil
}
