package service

import (
	"context"
	"time"

	"coresync/http/api"
	"coresync/projections"

	"github.com/google/uuid"
)

// complete adds what is beside the live rows, the work, and the verbs that are allowed next.
func (s models) complete(ctx context.Context, tenant uuid.UUID, all []api.Projection) error {
	sets, err := s.engine.RuleSets(ctx, tenant)
	if err != nil {
		return err
	}
	kept, err := s.engine.Kept(ctx, tenant)
	if err != nil {
		return err
	}
	runs, err := s.engine.Runs(ctx, tenant)
	if err != nil {
		return err
	}
	checks, err := s.engine.Checks(ctx, tenant)
	if err != nil {
		return err
	}
	for i := range all {
		p := &all[i]
		p.RulesInForce = sets[0].Version
		for _, c := range checks {
			if c.Model == p.Name {
				p.Work = checkWork(c)
			}
		}
		for _, r := range runs {
			if r.Model == p.Name {
				addRun(p, r)
			}
		}
		for _, k := range kept {
			if k.Model == p.Name {
				addKept(p, k)
			}
		}
		p.Allowed = allowed(*p)
	}
	return nil
}

// addRun shows a rebuild that is going on.
func addRun(p *api.Projection, r projections.Run) {
	if r.State != projections.Building {
		return
	}
	if p.State == "live" {
		p.State = "rebuilding"
	}
	p.Candidate = &api.Candidate{Generation: r.Consumer(), Rules: r.Rules, State: r.State}
	if r.Rules == "" {
		p.Candidate.Rules = p.RulesInForce
	}
	p.Work = runWork(r)
}

func runWork(r projections.Run) *api.Work {
	w := &api.Work{Verb: "rebuild", State: "running", Step: r.Step, Done: r.Done, Total: r.Total, StartedAt: r.StartedAt, Message: r.Message}
	switch {
	case r.State != projections.Building:
		w.State = "done"
	case r.Step == "":
		w.State = "queued"
	}
	if spent := r.UpdatedAt.Sub(r.StartedAt).Seconds(); r.Done > 0 && r.Total > r.Done && w.State == "running" {
		w.EtaSeconds = spent / float64(r.Done) * float64(r.Total-r.Done)
	}
	return w
}

func checkWork(c projections.Check) *api.Work {
	state := c.State
	if state == projections.CheckAgrees {
		state = "done"
	}
	return &api.Work{Verb: "fsck", State: state, Message: c.Message, StartedAt: c.StartedAt, EndedAt: c.EndedAt, Done: c.Position, Total: c.Position}
}

func addKept(p *api.Projection, k projections.Kept) {
	if k.Role == "former" {
		p.Former = &api.Former{Generation: k.Consumer(), Rules: k.Rules, Until: k.Until}
		return
	}
	if p.Candidate != nil {
		return // other tenants' rows are still being made
	}
	p.Candidate = &api.Candidate{Generation: k.Consumer(), Rules: k.Rules, State: projections.Ready}
	if d := k.Diff; d != nil {
		p.Candidate.Differs = &api.DiffSum{
			Position: d.Position, At: d.At.UTC().Truncate(time.Millisecond), Rows: d.Rows, Added: d.Added, Gone: d.Gone, Changed: d.Changed, Share: d.Share,
		}
	}
}

// allowed names the verbs that are allowed next.
func allowed(p api.Projection) []string {
	verbs := []string{"fsck", "retry"}
	switch {
	case p.Candidate == nil:
		verbs = append(verbs, "plan", "rebuild")
	case p.Candidate.State == projections.Ready:
		verbs = append(verbs, "diff", "promote", "cancel")
	default:
		verbs = append(verbs, "cancel")
	}
	if p.Former != nil && p.Candidate == nil {
		verbs = append(verbs, "rollback")
	}
	return verbs
}
