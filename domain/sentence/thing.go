package sentence

import (
	"strconv"
	"strings"

	"github.com/google/uuid"
)

// Kind is what a thing in a sentence is.
type Kind string

// The kinds. A device, an organization, a location, an account, a role and a person in
// NinjaOne are known by their connection and their number there.
const (
	KindAsset        Kind = "asset" // or one of its records
	KindDevice       Kind = "device"
	KindCustomer     Kind = "customer"
	KindContact      Kind = "contact"
	KindContract     Kind = "contract"
	KindTicket       Kind = "ticket"
	KindOrganization Kind = "organization"
	KindLocation     Kind = "location"
	KindAccount      Kind = "account"
	KindRole         Kind = "role"
	KindNinjaContact Kind = "ninja_contact"
	KindConnection   Kind = "connection"
	KindRun          Kind = "run"
	KindUser         Kind = "user" // of the program
	KindToken        Kind = "token"
	KindActor        Kind = "actor" // as the log writes it, such as user:<uuid>
	KindApp          Kind = "app"
	KindRequest      Kind = "request"
	KindReview       Kind = "review"
	KindWebhook      Kind = "webhook"
	KindSchedule     Kind = "schedule"
	KindIgnoreRule   Kind = "ignore_rule"
)

// Thing is something that a sentence names.
type Thing struct {
	Kind       Kind
	ID         uuid.UUID
	Connection uuid.UUID
	Number     int64
	// Called is what the event itself calls it, or the actor; empty: nothing.
	Called string
}

// Unnamed is how a thing is called where its name is not known, or not told.
func (t Thing) Unnamed() string {
	if t.Called != "" {
		return t.Called
	}
	if t.Number != 0 {
		return strings.ReplaceAll(string(t.Kind), "_", " ") + " " + strconv.FormatInt(t.Number, 10)
	}
	return unnamed[t.Kind]
}

var unnamed = map[Kind]string{
	KindAsset: "an asset", KindDevice: "a device", KindCustomer: "a customer", KindContact: "a contact", KindContract: "a contract", KindTicket: "a ticket",
	KindOrganization: "an organization", KindLocation: "a location", KindAccount: "an account", KindRole: "a role", KindNinjaContact: "a contact in NinjaOne",
	KindConnection: "a connection", KindRun: "a run", KindUser: "a person", KindToken: "an API token", KindActor: "somebody", KindApp: "an app",
	KindRequest: "a request", KindReview: "a review", KindWebhook: "a subscription", KindSchedule: "a schedule", KindIgnoreRule: "an ignore rule",
}

func thing(kind Kind, id uuid.UUID) Thing { return Thing{Kind: kind, ID: id} }

func called(kind Kind, id uuid.UUID, name string) Thing {
	return Thing{Kind: kind, ID: id, Called: name}
}

func inNinja(kind Kind, connection uuid.UUID, number int64) Thing {
	return Thing{Kind: kind, Connection: connection, Number: number}
}

func actor(text string) Thing { return Thing{Kind: KindActor, Called: text} }

func assetsOf(ids []uuid.UUID) []Thing {
	out := make([]Thing, len(ids))
	for i, id := range ids {
		out[i] = thing(KindAsset, id)
	}
	return out
}

func usersOf(ids []uuid.UUID) []Thing {
	out := make([]Thing, len(ids))
	for i, id := range ids {
		out[i] = thing(KindUser, id)
	}
	return out
}
