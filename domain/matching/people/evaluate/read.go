// Package evaluate measures the matching of people against cases whose answer is
// known, and says whether the goals are met.
package evaluate

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"

	"coresync/domain/matching/people"

	"github.com/google/uuid"
)

// Case is one account with the contacts of its customer and the right answer.
type Case struct {
	ID       string
	Kind     string
	Account  string
	Contacts []people.Contact
	// Expected is the position of the right contact; nil: nobody may be proposed.
	Expected *int
}

// longestLine bounds one case.
const longestLine = 16 << 20

// Read reads cases, one JSON object a line:
// {"id", "kind", "contacts": [{"name", "email"}], "username", "expected": position or null}.
func Read(from io.Reader) ([]Case, error) {
	lines := bufio.NewScanner(from)
	lines.Buffer(nil, longestLine)
	var cases []Case
	for n := 1; lines.Scan(); n++ {
		if len(lines.Bytes()) == 0 {
			continue
		}
		var row struct {
			ID       string `json:"id"`
			Kind     string `json:"kind"`
			Contacts []struct{ Name, Email string }
			Username string `json:"username"`
			Expected *int   `json:"expected"`
		}
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			return nil, fmt.Errorf("read case on line %d: %w", n, err)
		}
		if e := row.Expected; e != nil && (*e < 0 || *e >= len(row.Contacts)) {
			return nil, fmt.Errorf("read case on line %d: expected contact %d of %d", n, *e, len(row.Contacts))
		}
		c := Case{ID: row.ID, Kind: row.Kind, Account: row.Username, Expected: row.Expected}
		for i, contact := range row.Contacts {
			c.Contacts = append(c.Contacts, people.Contact{ID: contactID(i), Name: contact.Name, Email: contact.Email})
		}
		cases = append(cases, c)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("read cases: %w", err)
	}
	return cases, nil
}

// contactID is the id of the contact at a position; cases have positions only.
func contactID(position int) uuid.UUID {
	var id uuid.UUID
	id[0], id[13], id[14], id[15] = 1, byte(position>>16), byte(position>>8), byte(position)
	return id
}

func position(id uuid.UUID) int { return int(id[13])<<16 | int(id[14])<<8 | int(id[15]) }
