package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"coresync/domain"
	"coresync/http/api"
	"coresync/http/permission"
)

// ruleLab are the pages where rules are read, tried on what is stored, and adopted
// (screen 5.16).
func (s *Site) ruleLab() []Route {
	has, manage := s.Services.Rules != nil && s.Services.Connections != nil, permission.OperationsManage
	const path = "/settings/integrations/ninjaone/{connection}/rules"
	return []Route{
		{"page.rules", get, path, permission.AuditView, has, s.showRules},
		{"page.rules.try", post, path, manage, has, s.tryRules},
		{"page.rules.ask", post, path + "/ask", manage, has, s.askRules},
		{"page.rules.adopt", post, path + "/adopt", manage, has, s.adoptRules},
		{"page.rules.shortcut", get, "/rules", permission.AuditView, has, s.toRules},
	}
}

// toRules leads to the rule lab; rules are those of the workspace, so any connection will do.
func (s *Site) toRules(r *Request) error {
	list, err := s.connections(r, r.scope())
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return r.to("/settings/integrations")
	}
	return r.to(ConnectionPath(list[0].ID) + "/rules")
}

// labView is what the page shows.
type labView struct {
	Connection api.Connection
	InForce    api.RuleSet
	Parts      []rulePart
	Edit       string // the part whose text is offered
	Draft      string
	Changed    []api.RuleChange // by the draft
	Effects    *api.RuleEffects // nil: not tried
	Effect     string           // that the rows are narrowed to
	Reason     string
	Question   api.RuleQuestion
	Answer     *api.RuleAnswer // nil: nothing was asked
	Faults     []domain.Fault
}

func (s *Site) showRules(r *Request) error {
	lab, err := s.openLab(r)
	if err != nil {
		return err
	}
	return s.labPage(r, http.StatusOK, lab)
}

func (s *Site) labPage(r *Request, status int, lab *labView) error {
	return r.pageWith(status, "Rule lab", "integrations", func(v *view) page { return ruleLabPage(v, lab) })
}

// openLab reads the rules in force, and the draft that the form carries, else a part of them.
func (s *Site) openLab(r *Request) (*labView, error) {
	c, err := s.connectionHere(r)
	if err != nil {
		return nil, err
	}
	lab := &labView{Connection: c, Edit: r.URL.Query().Get("edit"), Draft: r.field("draft"), Reason: r.field("reason")}
	lab.Question = api.RuleQuestion{Kind: r.field("kind"), Text: r.field("text")}
	if lab.InForce, err = s.Services.Rules.Get(r.Context(), r.scope(), ""); err != nil {
		return nil, err
	}
	if lab.Parts, err = rulesInWords(lab.InForce.Rules); err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(lab.Parts, func(p rulePart) bool { return p.Name == lab.Edit }) {
		lab.Edit = lab.Parts[0].Name
	}
	if lab.Draft == "" {
		lab.Draft, err = partOfRules(lab.InForce.Rules, lab.Edit)
	}
	return lab, err
}

func (s *Site) tryRules(r *Request) error {
	lab, err := s.openLab(r)
	if err != nil {
		return err
	}
	found, err := s.Services.Rules.Diff(r.Context(), r.scope(), json.RawMessage(lab.Draft), rowsOfDiff)
	if err == nil {
		lab.Effects = &found
		for _, d := range found.Items {
			lab.Changed = d.Changes // the same for all
		}
	}
	return s.labAnswer(r, lab, err)
}

// labAnswer shows the page, with what is wrong with the draft.
func (s *Site) labAnswer(r *Request, lab *labView, err error) error {
	if err == nil {
		return s.labPage(r, http.StatusOK, lab)
	}
	var known *domain.Error
	if !errors.As(err, &known) || known.Code != domain.CodeInvalid {
		return err
	}
	if lab.Faults = known.Fields; len(lab.Faults) == 0 {
		lab.Faults = []domain.Fault{{Message: known.Message}}
	}
	return s.labPage(r, http.StatusUnprocessableEntity, lab)
}

func (s *Site) askRules(r *Request) error {
	lab, err := s.openLab(r)
	if err != nil {
		return err
	}
	answer, err := s.Services.Rules.Ask(r.Context(), r.scope(), json.RawMessage(lab.Draft), lab.Question)
	if err == nil {
		lab.Answer = &answer
	}
	return s.labAnswer(r, lab, err)
}

func (s *Site) adoptRules(r *Request) error {
	lab, err := s.openLab(r)
	if err != nil {
		return err
	}
	done, err := s.Services.Rules.Adopt(r.Context(), r.command(), api.RuleDraft{Rules: json.RawMessage(lab.Draft), Reason: lab.Reason})
	if err != nil {
		return s.labAnswer(r, lab, err)
	}
	if done.RuleSet.Version == lab.InForce.Version {
		return r.done(ConnectionPath(lab.Connection.ID)+"/rules", "These rules are in force already. Nothing was written.")
	}
	if err := s.awaitPosition(r, done.Position); err != nil {
		return err
	}
	return r.done("/operations", "Rules "+done.RuleSet.Version+" are in force. No row has changed yet: plan, rebuild, compare and promote.")
}

// rulePart is a part of a set of rules in readable lines.
type rulePart struct {
	Name  string
	Lines []ruleLine
}

// ruleLine is a member of a part.
type ruleLine struct {
	Name    string
	Value   string   // in one line
	Entries []string // where it is a list or a table
}

// rulesInWords takes a set apart into lines that people can read.
func rulesInWords(set json.RawMessage) ([]rulePart, error) {
	var parts map[string]map[string]any
	if err := json.Unmarshal(set, &parts); err != nil {
		return nil, fmt.Errorf("read the rules: %w", err)
	}
	var words []rulePart
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		part := rulePart{Name: name}
		for _, member := range slices.Sorted(maps.Keys(parts[name])) {
			part.Lines = append(part.Lines, lineOf(member, parts[name][member]))
		}
		words = append(words, part)
	}
	if len(words) == 0 {
		words = append(words, rulePart{Name: "asset"})
	}
	return words, nil
}

func lineOf(name string, value any) ruleLine {
	line := ruleLine{Name: fieldWord(name)}
	switch v := value.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			line.Entries = append(line.Entries, fieldWord(key)+": "+valueInWords(v[key]))
		}
	case []any:
		for _, entry := range v {
			line.Entries = append(line.Entries, valueInWords(entry))
		}
	default:
		line.Value = valueInWords(v)
		return line
	}
	line.Value = plural(len(line.Entries), "entry", "entries")
	return line
}

func valueInWords(v any) string {
	switch v := v.(type) {
	case bool:
		if v {
			return "yes"
		}
		return "no"
	case string:
		return v
	case []any:
		texts := make([]string, len(v))
		for i, entry := range v {
			texts[i] = valueInWords(entry)
		}
		return strings.Join(texts, " > ")
	}
	raw, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return string(raw)
}

// partOfRules is a part of a set as a draft that people can edit.
func partOfRules(set json.RawMessage, name string) (string, error) {
	var parts map[string]json.RawMessage
	if err := json.Unmarshal(set, &parts); err != nil {
		return "", fmt.Errorf("read the rules: %w", err)
	}
	raw, err := json.Marshal(map[string]json.RawMessage{name: parts[name]})
	if err != nil {
		return "", fmt.Errorf("write the rules: %w", err)
	}
	var out bytes.Buffer
	if err := json.Indent(&out, raw, "", "  "); err != nil {
		return "", fmt.Errorf("write the rules: %w", err)
	}
	return out.String(), nil
}

// questionWord is what can be asked of a draft.
func questionWord(kind string) string {
	switch kind {
	case "account":
		return "Account of a last user"
	case "serial":
		return "Serial number"
	case "class":
		return "Class in NinjaOne"
	}
	return "Organization"
}

// candidateWord is what an answer's candidates are.
func candidateWord(kind string) string {
	if kind == "account" {
		return "Contact"
	}
	return "Customer"
}
