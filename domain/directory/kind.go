package directory

import (
	"fmt"
	"strings"

	"coresync/domain/event"

	"github.com/google/uuid"
)

// Kind is what a file of the directory holds; it is also the word in CLI and URL.
type Kind string

// The kinds that can be imported.
const (
	Customers Kind = "customers"
	Contacts  Kind = "contacts"
	Contracts Kind = "contracts"
	Tickets   Kind = "tickets"
	Assets    Kind = "assets"
	// Warranties are entitlements of assets, synced or kept by hand (beyond.md rank 23).
	Warranties Kind = "warranties"
	Apps       Kind = "apps"
)

// Kinds lists all kinds in the order in which files that refer to each other are imported.
func Kinds() []Kind { return []Kind{Customers, Contacts, Contracts, Tickets, Assets, Warranties, Apps} }

// ParseKind reads a kind's word.
func ParseKind(word string) (Kind, error) {
	for _, k := range Kinds() {
		if word == string(k) {
			return k, nil
		}
	}
	return "", fmt.Errorf("there is no import of %q; choose one of %s", word, strings.Join(words(), ", "))
}

func words() []string {
	var all []string
	for _, k := range Kinds() {
		all = append(all, string(k))
	}
	return all
}

// space is the name space of the directory's ids.
var space = uuid.MustParse("0b7a6f52-6a0c-5f0e-9a57-3d1f6a0c1e11")

// ID is the id of the entity with this external id.
func ID(tenant uuid.UUID, kind Kind, externalID string) uuid.UUID {
	return uuid.NewSHA1(space, []byte(tenant.String()+"/"+string(kind)+"/"+externalID))
}

// StreamPrefix is how the streams of a kind begin.
func (k Kind) StreamPrefix() string { return k.shape().prefix }

// Stream is the stream of an entity of this kind.
func (k Kind) Stream(id uuid.UUID) string { return k.shape().prefix + id.String() }

// Removed is the event that ends an entity of this kind.
func (k Kind) Removed(id uuid.UUID) event.Payload { return k.shape().removed(id) }

// Columns are the names of the columns of this kind's file; the first is required
// in every row, as are those in Required.
func (k Kind) Columns() []string { return k.shape().columns }

type shape struct {
	prefix   string
	columns  []string
	required []string
	removed  func(id uuid.UUID) event.Payload
	read     func(tenant uuid.UUID, r record) Entry
	check    func(r record) []Fault // of columns together; may be nil
}

func (k Kind) shape() shape {
	switch k {
	case Customers:
		return customers
	case Contacts:
		return contacts
	case Contracts:
		return contracts
	case Tickets:
		return tickets
	case Assets:
		return assets
	case Warranties:
		return warranties
	case Apps:
		return apps
	}
	panic("directory: unknown kind " + string(k))
}
