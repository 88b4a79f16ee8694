package bundle

import (
	"errors"
	"time"

	"coresync/eventstore/tree"

	"github.com/google/uuid"
)

// format names the form of a bundle.
const format = "coresync-bundle-1"

// The files of a bundle, in their order.
const (
	readmeFile     = "README.txt"
	checkpointFile = "checkpoint.txt"
	eventsFile     = "events.jsonl"
	proofFile      = "proof.jsonl"
	tableFile      = "events.csv"
	manifestFile   = "manifest.json"
)

// Choice says which events a bundle holds: those of the streams (none: every stream) that
// were recorded from From to To, both included (zero: no bound).
type Choice struct {
	// Asset is the asset whose streams they are.
	Asset   *uuid.UUID `json:"asset,omitempty"`
	Streams []string   `json:"streams,omitempty"`
	From    time.Time  `json:"from,omitzero"`
	To      time.Time  `json:"to,omitzero"`
}

// Manifest says what a bundle holds.
type Manifest struct {
	Format string    `json:"format"`
	Tenant uuid.UUID `json:"tenant"`
	Epoch  uuid.UUID `json:"epoch"`
	// Size is how many events the signed head covers.
	Size int64 `json:"size"`
	// VerifierKey checks the head (C2SP signed-note). Whoever checks should have got it
	// another way as well.
	VerifierKey string `json:"verifier_key"`
	Choice      Choice `json:"choice"`
	Events      int64  `json:"events"`
	First       int64  `json:"first"` // position
	Last        int64  `json:"last"`  // position
}

// line is an event as events.jsonl has it.
type line struct {
	tree.Exhibit
	LeafHash []byte `json:"leaf_hash"`
}

// gap is a stretch whose events are not shown, and what stands for them.
type gap struct {
	tree.Stretch
	Hashes [][]byte `json:"hashes"`
}

// ErrNothing says that no event was chosen: there is nothing to take away.
var ErrNothing = errors.New("no event of the log was recorded there; choose another asset or other times")
