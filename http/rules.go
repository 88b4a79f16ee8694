package http

import (
	"encoding/json"
	"net/http"

	"coresync/http/api"
)

// ruleSets is the list of rule sets on the wire.
type ruleSets struct {
	Items []api.RuleSet `json:"items"`
}

func (s *Server) listRules(w http.ResponseWriter, r *request) error {
	scope, err := r.scope()
	if err != nil {
		return err
	}
	found, err := s.services.Rules.List(r.Context(), scope)
	if err != nil {
		return err
	}
	filled(&found)
	return r.write(w, http.StatusOK, ruleSets{Items: found})
}

func (s *Server) getRules(w http.ResponseWriter, r *request) error {
	scope, err := r.scope()
	if err != nil {
		return err
	}
	found, err := s.services.Rules.Get(r.Context(), scope, r.vars["version"])
	if err != nil {
		return err
	}
	return r.write(w, http.StatusOK, found)
}

// ruleTrial is a draft whose effect is asked for.
type ruleTrial struct {
	Rules json.RawMessage `json:"rules"`
	Show  *int            `json:"show,omitempty"`
}

const shownByDefault = 50

func (s *Server) diffRules(w http.ResponseWriter, r *request) error {
	var trial ruleTrial
	if err := r.decode(&trial); err != nil {
		return err
	}
	show := shownByDefault
	if trial.Show != nil {
		show = *trial.Show
	}
	found, err := s.services.Rules.Diff(r.Context(), r.mine(), trial.Rules, show)
	if err != nil {
		return err
	}
	for i := range found.Items {
		found.Items[i] = fullDiff(found.Items[i])
	}
	filled(&found.Items)
	fullRows(&found.Assets.Shown)
	return r.write(w, http.StatusOK, found)
}

// ruleCase is one case that a draft is asked about; without a draft, the rules in force.
type ruleCase struct {
	Rules json.RawMessage `json:"rules,omitempty"`
	Kind  string          `json:"kind"`
	Text  string          `json:"text"`
}

func (s *Server) askRules(w http.ResponseWriter, r *request) error {
	asked := ruleCase{Rules: json.RawMessage("{}")}
	if err := r.decode(&asked); err != nil {
		return err
	}
	answer, err := s.services.Rules.Ask(r.Context(), r.mine(), asked.Rules, api.RuleQuestion{Kind: asked.Kind, Text: asked.Text})
	if err != nil {
		return err
	}
	filled(&answer.Steps)
	filled(&answer.Candidates)
	return r.write(w, http.StatusOK, answer)
}

func (s *Server) adoptRules(w http.ResponseWriter, r *request) error {
	var draft api.RuleDraft
	if err := r.decode(&draft); err != nil {
		return err
	}
	done, err := s.services.Rules.Adopt(r.Context(), r.command(), draft)
	if err != nil {
		return err
	}
	w.Header().Set("Coresync-Position", done.Position.String())
	return r.write(w, http.StatusOK, done)
}
