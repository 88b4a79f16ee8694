package evaluate

import (
	"encoding/binary"
	"time"

	"coresync/domain/matching/orgs"

	"github.com/google/uuid"
)

// Row is what became of one organization.
type Row struct {
	Scenario string  `json:"scenario"`
	Kind     string  `json:"kind"`
	Name     string  `json:"name"`
	Expected *string `json:"expected"`
	// Verdict is linked, suggested or none; what is ambiguous is not proposed.
	Verdict string `json:"verdict"`
	// Match is the customer that is linked or suggested; Best and Second are the nearest
	// ones, proposed or not.
	Match       *string `json:"match"`
	Score       int     `json:"score"`
	Best        *string `json:"best"`
	Second      *string `json:"second"`
	SecondScore int     `json:"second_score"`
	Reason      string  `json:"reason"`
}

// Right tells whether the proposed customer is the right one.
func (r *Row) Right() bool {
	return r.Match != nil && r.Expected != nil && *r.Match == *r.Expected
}

// Run matches every scenario as a workspace of its own and counts. The clock, which
// may be nil, is asked before and after each; took is the sum.
func Run(rules *orgs.Rules, scenarios []Scenario, clock func() time.Time) (report Report, took time.Duration) {
	if clock == nil {
		clock = func() time.Time { return time.Time{} }
	}
	report.Rules = rules.Version()
	for i := range scenarios {
		s := &scenarios[i]
		customers, organizations := s.parties()
		before := clock()
		verdicts := orgs.NewIndex(rules, customers).Match(organizations, nil, nil)
		took += clock().Sub(before)
		for j := range verdicts {
			report.Rows = append(report.Rows, s.row(&s.Organizations[j], &verdicts[j]))
		}
	}
	report.count()
	return report, took
}

// parties gives everybody an id by position; scenarios have names only.
func (s *Scenario) parties() (customers, organizations []orgs.Party) {
	for i, name := range s.Customers {
		customers = append(customers, orgs.Party{ID: partyID(1, i), Name: name})
	}
	for i, o := range s.Organizations {
		organizations = append(organizations, orgs.Party{ID: partyID(2, i), Name: o.Name})
	}
	return customers, organizations
}

func partyID(kind byte, position int) uuid.UUID {
	id := uuid.UUID{0: kind}
	binary.BigEndian.PutUint32(id[12:], uint32(position))
	return id
}

func (s *Scenario) customer(id uuid.UUID) *string {
	return &s.Customers[binary.BigEndian.Uint32(id[12:])]
}

func (s *Scenario) row(o *Organization, v *orgs.Verdict) Row {
	r := Row{Scenario: s.Kind, Kind: o.Kind, Name: o.Name, Expected: o.Expected, Verdict: "none", Reason: v.Reason}
	if len(v.Candidates) > 0 {
		r.Best, r.Score = s.customer(v.Candidates[0].Customer), v.Candidates[0].Score
	}
	if len(v.Candidates) > 1 {
		r.Second, r.SecondScore = s.customer(v.Candidates[1].Customer), v.Candidates[1].Score
	}
	if v.Outcome == orgs.Linked || v.Outcome == orgs.Suggested {
		r.Verdict, r.Match, r.Score = v.Outcome.String(), s.customer(v.Customer), v.Score
	}
	return r
}
