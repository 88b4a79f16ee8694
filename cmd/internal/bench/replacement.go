package bench

import (
	"context"
	"fmt"

	"coresync/http/api"
)

// fillPolicies gives the fleet policies by category, overrides of 20 of its customers,
// and plans for 200 of its devices.
func (s *Scratch) fillPolicies(ctx context.Context) error {
	for _, sql := range []string{
		`insert into rm_replacement_b1.policy (tenant_id, variant, id, customer, category, end_of_life, max_age, warn, costed, unit_cost, version)
		 select $1::uuid, 0, gen_random_uuid(), null::uuid, c, 'age', case c when 'Workstation' then 48 else 60 end, 6, true, 1200, 1 from unnest(array['Workstation', 'Server', 'Mac']) c
		 union all select $1::uuid, 0, gen_random_uuid(), md5('c' || i)::uuid, 'Workstation', 'age', 36, 3, false, 0, 1 from generate_series(1, 20) i`,
		`insert into rm_replacement_b1.plan (tenant_id, variant, id, action, until, note, version)
		 select $1::uuid, 0, id, 'snoozed', current_date + 200, 'kept', 1 from (select id from rm_asset_b1.asset where tenant_id = $1::uuid order by id limit 200) x`,
	} {
		if _, err := s.Pool.Exec(ctx, sql, s.Tenant); err != nil {
			return fmt.Errorf("make policies: %w", err)
		}
	}
	_, err := s.Pool.Exec(ctx, `analyze rm_replacement_b1.policy, rm_replacement_b1.plan`)
	return err
}

// replacement is what people open who plan the replacement of devices.
func (s *Scratch) replacement() []report {
	lives, scope := s.Services().Replacements, api.Scope{Tenant: s.Tenant}
	list := api.List{Limit: 100, Sort: api.Sort{By: "due"}}
	return []report{
		{"eol_counts", func(ctx context.Context) error {
			_, err := lives.Counts(ctx, scope, api.RecommendationFilter{})
			return err
		}},
		{"eol_list", func(ctx context.Context) error {
			_, err := lives.Recommendations(ctx, scope, api.RecommendationFilter{States: []string{"overdue"}}, list)
			return err
		}},
		{"eol_forecast", func(ctx context.Context) error {
			_, err := lives.Forecast(ctx, scope, api.RecommendationFilter{Together: true}, api.DefaultQuarters)
			return err
		}},
		{"eol_forecast_by_customer", func(ctx context.Context) error {
			_, err := lives.Forecast(ctx, scope, api.RecommendationFilter{}, api.DefaultQuarters)
			return err
		}},
	}
}
