package web

import (
	"errors"
	"net/http"
	"slices"
	"strconv"

	"coresync/domain"
	"coresync/http/api"
)

// previewPolicies tells what saving would do.
func (s *Site) previewPolicies(r *Request) error {
	p, err := s.policiesView(r)
	if err != nil {
		return err
	}
	p.read(r)
	return s.policiesTried(r, p)
}

// policiesTried answers with the form and what saving it would do.
func (s *Site) policiesTried(r *Request, p *policiesView) error {
	if err := s.tryPolicies(r, p, p.draft()); err != nil {
		return err
	}
	return s.policiesPage(r, http.StatusOK, p)
}

// tryPolicies finds what a draft would do, or all that is wrong with it: beside the
// fields that can't be read, which are found already.
func (s *Site) tryPolicies(r *Request, p *policiesView, draft api.ReplacementPolicyDraft) error {
	effect, err := s.Services.Replacements.PreviewPolicies(r.Context(), r.scope(), draft)
	wrong := faultsOf(err)
	if err != nil && wrong == nil {
		return err
	}
	for field, message := range wrong {
		if p.Faults[field] == "" {
			p.Faults[field] = message
		}
	}
	if len(p.Faults) == 0 || p.Conflict {
		p.Effect = &effect.Data
	}
	return nil
}

func (s *Site) savePolicies(r *Request) error {
	p, err := s.policiesView(r)
	if err != nil {
		return err
	}
	p.read(r)
	draft, command := p.draft(), r.command()
	if version, err := strconv.ParseInt(r.field("version"), 10, 64); err == nil {
		command.Expected = &version
	}
	if len(p.Faults) == 0 {
		done, err := s.Services.Replacements.SetPolicies(r.Context(), command, draft)
		if err == nil {
			if err := s.awaitPosition(r, done.Position); err != nil {
				return err
			}
			return s.policiesSaved(r, p, done)
		}
		if faultsOf(err) == nil {
			return err
		}
		if p.Conflict = conflict(err); p.Conflict {
			p.Faults[""] = "Somebody else changed these policies in between. What you typed stands here still: look at what holds now and at what saving would change, then save, or load the page again."
		}
	}
	if err := s.tryPolicies(r, p, draft); err != nil {
		return err
	}
	return s.policiesPage(r, http.StatusUnprocessableEntity, p)
}

// conflict tells whether somebody else was faster.
func conflict(err error) bool {
	var known *domain.Error
	return errors.As(err, &known) && known.Code == domain.CodeConflict
}

// inForce says what holds for a row that somebody else changed meanwhile, or that is
// changed here; "" where the fields say what holds.
func (p *policiesView) inForce(row policyRow) string {
	if !p.Conflict || !row.changed() {
		return ""
	}
	if said := policyWords(row.ReplacementPolicy); said != "" {
		return "now: " + said
	}
	return "now: nothing of its own"
}

func (s *Site) policiesSaved(r *Request, p *policiesView, done api.Written) error {
	if done.Undo == nil {
		return r.done(p.address(), "Nothing was changed.")
	}
	return r.undoable(p.address(), "The replacement policies are saved, and hold from now on.")
}

// address is the page's own.
func (p *policiesView) address() string {
	if p.Customer == nil {
		return p.Path
	}
	return p.Path + "?customer=" + p.Customer.ID.String()
}

// turnPolicy empties the fields of one row or fills them. What is typed in other rows stays, and
// nothing is saved: that is done for all rows at once.
func (s *Site) turnPolicy(turn func(*policyRow)) Handler {
	return func(r *Request) error {
		p, err := s.policiesView(r)
		if err != nil {
			return err
		}
		p.read(r)
		p.Turned = r.field("category")
		at := slices.IndexFunc(p.Rows, func(row policyRow) bool { return row.Category == p.Turned })
		if at < 0 {
			return domain.NotFound("category")
		}
		turn(&p.Rows[at])
		if version, err := strconv.ParseInt(r.field("version"), 10, 64); err == nil {
			p.Version = version // of what the form was made of, so that what others saved since is not overwritten
		}
		return s.policiesTried(r, p)
	}
}
