package web

import (
	"time"

	"coresync/domain"
	"coresync/domain/lifetime"
	"coresync/http/api"
	"coresync/http/dates"
	"coresync/http/permission"

	"github.com/google/uuid"
)

// auditProof is the page of what proves the log: its signed head, the walk over it, and files
// of events to take away (screen 5.17).
func (s *Site) auditProof() []Route {
	has := s.Services.Audit != nil
	return []Route{
		{"page.audit.proof", get, "/audit/proof", permission.AuditView, has, s.showAuditProof},
		{"page.audit.proof.export", get, "/audit/proof/export", permission.AuditView, has, s.exportAuditProof},
		{"page.audit.proof.event", get, "/audit/proof/events/{id}/export", permission.AuditView, has, s.proveEvent},
		{"page.audit.proof.fsck", post, "/audit/proof/fsck", permission.AuditView, has, s.fsckAudit},
	}
}

// proofView is what the page shows.
type proofView struct {
	Head  *api.TreeHead // nil: nothing was signed yet
	Audit api.LogAudit
	Asset *api.Asset // whose history is to be taken away; nil: nobody named one
}

// going tells whether the log is walked now.
func (p *proofView) going() bool { return p.Audit.State == "queued" || p.Audit.State == "running" }

// verifyCommand checks a file that was taken away.
func (p *proofView) verifyCommand() string {
	key := "KEY"
	if p.Head != nil {
		key = p.Head.VerifierKey
	}
	return "coresync audit verify FILE --key '" + key + "'"
}

// auditTone is how the state of a walk looks.
func auditTone(state string) tone {
	switch state {
	case "agrees":
		return tone{"As it was signed", "circle-check", "green"}
	case "differs":
		return tone{"Differs", "alert-triangle", "red"}
	case "failed":
		return tone{"Could not be walked", "circle-x", "red"}
	case "never":
		return tone{"Never walked", "question-mark", "secondary"}
	}
	return tone{"Walking", "refresh", "blue"}
}

func (s *Site) showAuditProof(r *Request) error {
	var p proofView
	head, err := s.Services.Audit.Head(r.Context(), r.Who.Tenant)
	switch {
	case err == nil:
		p.Head = &head
	case domain.ErrorCode(err) != domain.CodeNotFound:
		return err
	}
	if p.Audit, err = s.Services.Audit.Audited(r.Context(), r.Who.Tenant); err != nil {
		return err
	}
	if id, not := uuid.Parse(r.URL.Query().Get("asset")); not == nil && s.Services.Assets != nil {
		found, err := s.Services.Assets.Get(r.Context(), r.scope(), id)
		if err != nil {
			return err
		}
		p.Asset = &found.Data
	}
	return r.page("Proof", "audit", func(v *view) page { return auditProofPage(v, &p) })
}

// exportAuditProof makes the file. Days are in the zone of the page, and both are included.
func (s *Site) exportAuditProof(r *Request) error {
	w, err := s.Services.Settings.Get(r.Context(), r.Who.Tenant)
	if err != nil {
		return err
	}
	var ask api.BundleAsk
	var faults []domain.Fault
	query, zone := r.URL.Query(), dates.Zone(r.Who.Timezone, w.Timezone)
	day := func(name string, after int) (at time.Time) {
		if query.Get(name) == "" {
			return at
		}
		day, err := time.Parse(time.DateOnly, query.Get(name))
		if err != nil {
			faults = append(faults, domain.Fault{Pointer: "/" + name, Code: "day", Message: "Give a day such as 2026-03-31."})
			return at
		}
		return lifetime.Begins(day.Year(), day.Month(), day.Day()+after, zone)
	}
	ask.From = day("from", 0)
	if to := day("to", 1); !to.IsZero() {
		ask.To = to.Add(-time.Microsecond)
	}
	if text := query.Get("asset"); text != "" {
		id, err := uuid.Parse(text)
		if err != nil {
			faults = append(faults, domain.Fault{Pointer: "/asset", Code: "id", Message: "That is no asset's id."})
		}
		ask.Asset = &id
	}
	if len(faults) == 0 && !ask.To.IsZero() && ask.To.Before(ask.From) {
		faults = append(faults, domain.Fault{Pointer: "/to", Code: "order", Message: "The last day comes before the first."})
	}
	if err := domain.Invalid(faults); err != nil {
		return plainly(err)
	}
	found, err := s.Services.Audit.Export(r.Context(), r.Who.Tenant, ask)
	if err != nil {
		return err
	}
	WriteFile(r.W, found, "")
	return nil
}

// proveEvent is a file that proves one event.
func (s *Site) proveEvent(r *Request) error {
	id, err := r.pathID("id", "event")
	if err != nil {
		return err
	}
	evidence, err := s.Services.Audit.Prove(r.Context(), r.Who.Tenant, id)
	if err != nil {
		return err
	}
	WriteFile(r.W, api.File{Name: "event-" + id.String() + ".json", MediaType: "application/json", Body: api.Bytes(evidence)}, "")
	return nil
}

func (s *Site) fsckAudit(r *Request) error {
	if _, err := s.Services.Audit.Fsck(r.Context(), r.Who.Tenant); err != nil {
		return err
	}
	return r.done("/audit/proof", "Every event is compared with what was signed. You can leave this page.")
}
