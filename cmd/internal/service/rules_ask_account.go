package service

import (
	"context"
	"fmt"
	"strings"

	matching "coresync/domain/matching/people"
	"coresync/domain/rules"
	"coresync/http/api"

	"github.com/google/uuid"
)

// accountAnswer sets an account against the contacts of each customer: which customer's
// device it is on decides among them.
func (s ruleSets) accountAnswer(ctx context.Context, scope api.Scope, set *rules.Set, account string) (api.RuleAnswer, error) {
	found, err := s.customers(ctx, scope)
	if err != nil {
		return api.RuleAnswer{}, err
	}
	contacts, err := every(func(after []string) (api.Page[api.Contact], error) {
		page, err := s.people.List(ctx, scope, api.ContactFilter{}, api.List{Limit: 500, After: after})
		return page.Data, err
	})
	if err != nil {
		return api.RuleAnswer{}, err
	}
	of, names := make(map[uuid.UUID][]matching.Contact), make(map[uuid.UUID]string, len(contacts))
	for _, c := range contacts {
		of[c.Customer.ID] = append(of[c.Customer.ID], matching.Contact{ID: c.ID, Name: c.Name, Email: c.Email})
		names[c.ID] = c.Name
	}
	answer := readAs(set.People.Matcher(matching.Customer{}).Explain(matching.Query{Account: account}))
	fits := 0
	for _, c := range found {
		x := set.People.Matcher(matching.Customer{Domains: c.Domains, Contacts: of[c.ID]}).Explain(matching.Query{Account: account})
		if len(x.Fits) == 0 {
			continue
		}
		fits++
		answer.Verdict = fmt.Sprintf("%s: %s", x.Outcome, x.Reason)
		answer.Steps = append(answer.Steps, api.RuleStep{What: "On a device of " + c.Name, Result: answer.Verdict})
		for _, f := range x.Fits {
			answer.Candidates = append(answer.Candidates, api.RuleCandidate{ID: f.Contact, Name: names[f.Contact] + ", " + c.Name, Score: f.Percent, Reason: f.Reason})
		}
	}
	if fits > 1 {
		answer.Verdict = fmt.Sprintf("It fits somebody of %d customers: whose device it is on decides.", fits)
	}
	return answer, nil
}

// readAs says how an account is read, and what it is where it fits nobody.
func readAs(x matching.Explanation) api.RuleAnswer {
	answer := api.RuleAnswer{Verdict: fmt.Sprintf("%s: %s", x.Outcome, x.Reason), Steps: []api.RuleStep{
		{What: "Read as", Result: x.Name}, {What: "Kind", Result: strings.ReplaceAll(x.Kind, "_", " ")},
	}}
	if x.Domain != "" {
		answer.Steps = append(answer.Steps, api.RuleStep{What: "Domain", Result: x.Domain})
	}
	return answer
}
