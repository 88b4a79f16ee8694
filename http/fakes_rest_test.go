package http

import (
	"context"
	"encoding/json"
	"io"
	"strings"
	"sync"

	"coresync/domain"
	"coresync/http/api"

	"github.com/google/uuid"
)

// fakeImports notes the last import and the text of its file.
type fakeImports struct {
	mu      sync.Mutex
	command api.Command
	asked   api.Import
	file    string
}

func (f *fakeImports) Faults(_ context.Context, _ api.Scope, i api.Import) (api.File, error) {
	text, err := io.ReadAll(i.File)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.asked, f.file = i, string(text)
	return api.File{Name: i.Kind + "-with-faults.csv", MediaType: "text/csv; charset=utf-8", Workspace: "Example MSP", Body: api.Bytes("external_id,faults\n1,line 2\n")}, err
}

func (f *fakeImports) Import(_ context.Context, c api.Command, i api.Import) (api.ImportResult, error) {
	text, err := io.ReadAll(i.File)
	if err != nil {
		return api.ImportResult{}, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.command, f.asked, f.file = c, i, string(text)
	done := api.ImportResult{Kind: i.Kind, Preview: i.Preview, Rows: strings.Count(string(text), "\n"), Position: at(4712)}
	done.Created = done.Rows
	if strings.Contains(string(text), "wrong") {
		done.Created, done.Failed = done.Rows-1, 1
		done.Faults = []api.RowFault{{Line: 2, Column: "domains", Code: "malformed", Message: "This is no domain."}}
	}
	return done, nil
}

// fakeSearch finds one thing of each kind that it is asked for.
type fakeSearch struct{}

func (fakeSearch) Search(_ context.Context, _ api.Scope, q string, kinds []string, limit int) (api.Answer[[]api.Hit], error) {
	var hits []api.Hit
	for i, kind := range kinds[:min(limit, len(kinds))] {
		hits = append(hits, api.Hit{Kind: kind, ID: thing(i), Title: q, Detail: "found"})
	}
	return answerOf(hits), nil
}

type fakeSettings struct {
	mu  sync.Mutex
	now api.Workspace
}

func (f *fakeSettings) Get(context.Context, uuid.UUID) (api.Workspace, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.now.Version == 0 {
		f.now = api.Workspace{Name: "main", Timezone: "UTC", Version: 1}
	}
	return f.now, nil
}

func (f *fakeSettings) Update(ctx context.Context, tenant uuid.UUID, _ string, expected *int64, p api.WorkspacePatch) (api.Workspace, error) {
	if _, err := f.Get(ctx, tenant); err != nil {
		return api.Workspace{}, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if expected != nil && *expected != f.now.Version {
		return api.Workspace{}, &domain.Error{Code: domain.CodeConflict, Reason: "version_conflict", Message: "Load it again."}
	}
	assign(&f.now.Name, p.Name)
	assign(&f.now.Timezone, p.Timezone)
	assign(&f.now.Currency, p.Currency)
	f.now.Version++
	return f.now, nil
}

// fakeEvents is a log of three events.
type fakeEvents struct{}

func (fakeEvents) List(_ context.Context, _ api.Scope, f api.EventFilter, l api.List) (api.Answer[api.EventPage], error) {
	cause := thing(1)
	var all []api.Event
	for n := int64(1); n <= 3; n++ {
		e := api.Event{
			Position: n, ID: thing(int(n)), Stream: "customer/" + thing(7).String(), Version: n, Type: "CustomerRecorded", SchemaVersion: 1,
			OccurredAt: noon, RecordedAt: noon, Actor: "cli:root", CorrelationID: thing(1),
			Payload: json.RawMessage(`{"name":"Acme <GmbH>"}`), LeafHash: strings.Repeat("0a", 32),
		}
		if n == 2 {
			e.CausationID, e.Metadata = &cause, json.RawMessage(`{"via":"import"}`)
		}
		if n >= f.From && (f.To == 0 || n <= f.To) {
			all = append(all, e)
		}
	}
	a := answerOf(api.EventPage{Page: pageBy(all, l, func(e api.Event) string { return string(rune('0' + e.Position)) })})
	a.Generation, a.Rules = "", ""
	return a, nil
}

type fakeProjections struct{}

func work(verb string) *api.Work {
	return &api.Work{Verb: verb, State: "running", Done: 5, Total: 10, Message: "reading", StartedAt: noon, EndedAt: &noon}
}

func (fakeProjections) List(context.Context, api.Scope) (api.Answer[[]api.Projection], error) {
	return answerOf([]api.Projection{
		{Name: "asset", Generation: "g3", Rules: "7", State: "live", Position: 4711, Head: 4711, AgeSeconds: 1.5,
			Applied: 4000, Ignored: 700, Superseded: 10, Failed: 1, Blocked: 1, Allowed: []string{"rebuild", "fsck"}, Work: work("rebuild"), RulesInForce: "8",
			BlockedBy: []api.BlockedRow{{Table: "asset", Row: thing(3), Position: 17, EventType: "DeviceObserved", Error: "decode", Later: 2, Attempts: 1, BlockedAt: noon}},
			Candidate: &api.Candidate{Generation: "asset/1/1", Rules: "8", State: "ready", Differs: &api.DiffSum{Position: 4700, At: noon, Rows: 10, Changed: 1, Share: 0.1}},
			Former:    &api.Former{Generation: "asset/1/0", Rules: "6", Until: noon}},
		{Name: "mapping", Generation: "g3", Rules: "7", State: "stopped"},
	}), nil
}

func (f fakeProjections) Watch(ctx context.Context, s api.Scope, yield func([]api.Projection) error) error {
	all, err := f.List(ctx, s)
	if err != nil {
		return err
	}
	return yield(all.Data)
}

func (fakeProjections) Rebuild(_ context.Context, _ api.Command, name, _ string) (api.Work, error) {
	return order(name, "rebuild")
}

func (fakeProjections) Plan(_ context.Context, _ api.Scope, name, rules string) (api.RebuildPlan, error) {
	_, err := order(name, "rebuild")
	return api.RebuildPlan{Name: name, Rules: rules, NewTables: true, Tenants: 1, Events: 10, Superseded: 90, Rows: 10, Bytes: 8192, Seconds: 0.5, Basis: "a guess"}, err
}

func (fakeProjections) Cancel(_ context.Context, _ api.Command, name string) error {
	_, err := order(name, "rebuild")
	return err
}

func (fakeProjections) Diff(_ context.Context, _ api.Scope, name string, show int) (api.ProjectionDiff, error) {
	_, err := order(name, "rebuild")
	table := api.TableDiff{Table: "asset", Rows: 10, NoEffect: 9, Changed: 1, Effects: map[string]int64{"category": 1}, Fields: map[string]int64{"category": 1}}
	if show > 0 {
		table.Shown = []api.RowDiff{{Row: thing(3), Name: "PC-7", Effect: "category", Fields: []api.FieldDiff{{Field: "category", Old: "Mac", New: "Other"}}, Causes: []string{"/asset/categories/MAC"}},
			{Row: thing(4), Effect: "gone"}}
	}
	return api.ProjectionDiff{Name: name, Live: "asset/1/0", Other: "asset/1/1", Position: 4711, Tables: []api.TableDiff{table},
		Changes: []api.RuleChange{{Pointer: "/asset/categories/MAC", Old: json.RawMessage(`"Mac"`), New: json.RawMessage(`"Other"`)}}}, err
}

func (fakeProjections) Promote(_ context.Context, _ api.Command, name string, accept bool) ([]api.ProjectionRelease, error) {
	if !accept {
		return nil, &domain.Error{Code: domain.CodeConflict, Reason: "not_allowed_now", Message: "It would change 5 of 5 rows."}
	}
	return []api.ProjectionRelease{{Tenant: thing(1), Release: 7, Generations: []string{name + "/1/1"}}}, nil
}

func (f fakeProjections) Rollback(ctx context.Context, c api.Command, name string) ([]api.ProjectionRelease, error) {
	return f.Promote(ctx, c, name, true)
}

func (fakeProjections) Retry(_ context.Context, _ api.Command, name string) (api.Repaired, error) {
	_, err := order(name, "rebuild")
	return api.Repaired{Name: name, Position: 4711, Unblocked: 1, Tables: []api.RepairedTable{{Table: "asset", Different: 1}}}, err
}

func (fakeProjections) Fsck(_ context.Context, _ api.Command, name string) (api.Work, error) {
	return order(name, "fsck")
}

func order(name, verb string) (api.Work, error) {
	switch name {
	case "asset":
		return *work(verb), nil
	case "mapping":
		return api.Work{}, &domain.Error{Code: domain.CodeConflict, Reason: "not_allowed_now", Message: "It is being rebuilt already."}
	}
	return api.Work{}, domain.NotFound("projection")
}

type fakeRules struct{}

func (fakeRules) List(context.Context, api.Scope) ([]api.RuleSet, error) {
	return []api.RuleSet{
		{Version: "2", Digest: strings.Repeat("0c", 32), InForce: true, Reason: "we approve by hand", Actor: "cli:root", AdoptedAt: &noon, Position: 4711},
		{Version: "1", Digest: strings.Repeat("0d", 32)},
	}, nil
}

func (f fakeRules) Get(_ context.Context, _ api.Scope, version string) (api.RuleSet, error) {
	all, _ := f.List(context.Background(), api.Scope{})
	for _, s := range all {
		if s.Version == version || version == "" {
			s.Rules = json.RawMessage(`{"asset":{"show_pending":true}}`)
			return s, nil
		}
	}
	return api.RuleSet{}, domain.NotFound("rules")
}

func (f fakeRules) Diff(ctx context.Context, s api.Scope, _ json.RawMessage, show int) (api.RuleEffects, error) {
	d, err := fakeProjections{}.Diff(ctx, s, "asset", show)
	d.Other = ""
	return api.RuleEffects{
		Assets: api.AssetEffects{Effects: map[string]int64{"category": 1}, NoEffect: 9, Shown: d.Tables[0].Shown}, Items: []api.ProjectionDiff{d},
	}, err
}

func (f fakeRules) Adopt(_ context.Context, c api.Command, d api.RuleDraft) (api.RuleSetAdopted, error) {
	if d.Reason == "" {
		return api.RuleSetAdopted{}, domain.Invalid([]domain.Fault{{Pointer: "/reason", Code: "required", Message: "Say why."}})
	}
	if string(d.Rules) == `{}` {
		return api.RuleSetAdopted{}, domain.Invalid([]domain.Fault{{Pointer: "/rules", Code: "empty", Message: "Nothing changes."}})
	}
	all, _ := f.List(context.Background(), api.Scope{})
	return api.RuleSetAdopted{Written: api.Written{Position: at(4711), Replayed: c.AppendID != uuid.Nil}, RuleSet: all[0]}, nil
}

type fakeAudit struct{}

func (fakeAudit) Head(context.Context, uuid.UUID) (api.TreeHead, error) {
	return api.TreeHead{Origin: "coresync/main", Epoch: epoch, Size: 4711, RootHash: strings.Repeat("0b", 32), SignedAt: noon, Note: "coresync/main\n4711\n", VerifierKey: "coresync/main+0b0b0b0b+AQ=="}, nil
}

func (fakeAudit) Prove(_ context.Context, _, event uuid.UUID) (json.RawMessage, error) {
	if event != thing(1) {
		return nil, domain.NotFound("event")
	}
	return json.RawMessage(`{"format":"coresync-evidence-1","verifier_key":"k","head":"h","path":["AQ=="],"event":{}}`), nil
}

func (fakeAudit) Export(context.Context, uuid.UUID, api.BundleAsk) (api.File, error) {
	return api.File{Name: "log-1-4711.zip", MediaType: "application/zip", Body: api.Bytes("PK")}, nil
}

func (fakeAudit) Verify(_ context.Context, _ uuid.UUID, file io.Reader) (api.BundleVerdict, error) {
	raw, err := io.ReadAll(file)
	if string(raw) != "PK" {
		return api.BundleVerdict{Why: "event at position 7: it was changed", Position: 7}, err
	}
	return api.BundleVerdict{Verified: true, Events: 4711, First: 1, Last: 4711, Size: 4711, Epoch: &epoch, Whole: true}, err
}

func (fakeAudit) Audited(context.Context, uuid.UUID) (api.LogAudit, error) {
	return api.LogAudit{State: "agrees", Done: 4711, Total: 4711, Heads: 12, Faults: []api.LogFault{}, StartedAt: &noon, EndedAt: &noon, Agreed: &api.LogAuditAgreed{At: noon, Events: 4711}}, nil
}

func (fakeAudit) Fsck(context.Context, uuid.UUID) (api.LogAudit, error) {
	return api.LogAudit{State: "queued", Faults: []api.LogFault{}, StartedAt: &noon}, nil
}

func (f fakeRules) Ask(_ context.Context, _ api.Scope, _ json.RawMessage, q api.RuleQuestion) (api.RuleAnswer, error) {
	return api.RuleAnswer{
		Verdict: "linked: the same name", Steps: []api.RuleStep{{What: "name", Result: q.Text}},
		Candidates: []api.RuleCandidate{{ID: thing(2), Name: "Acme", Score: 97, Reason: "the same name"}},
	}, nil
}
