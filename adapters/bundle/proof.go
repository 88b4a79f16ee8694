package bundle

import (
	"bufio"
	"errors"
	"fmt"
	"io"

	"coresync/eventstore/tree"

	"github.com/transparency-dev/merkle/compact"
	"github.com/transparency-dev/merkle/rfc6962"
)

// grown is a tree that is built from the left: by leaves of events that are shown, and by
// subtrees of those that are not.
type grown struct {
	factory compact.RangeFactory
	whole   *compact.Range
	gaps    *bufio.Scanner
	// inside tells that events between the first and the last are not shown.
	inside bool
}

func grow(gaps io.Reader) *grown {
	g := &grown{factory: compact.RangeFactory{Hash: rfc6962.DefaultHasher.HashChildren}, gaps: linesOf(gaps)}
	g.whole = g.factory.NewEmptyRange(0)
	return g
}

func (g *grown) size() int64 { return int64(g.whole.End()) }

// event adds the leaf of the event at a position, behind whatever is not shown before it.
func (g *grown) event(position int64, leaf []byte, first bool) error {
	if position <= g.size() {
		return fmt.Errorf("position %d comes after position %d", position, g.size())
	}
	if position-1 > g.size() {
		g.inside = g.inside || !first
		if err := g.gap(position - 1); err != nil {
			return err
		}
	}
	return g.whole.Append(leaf, nil)
}

// gap adds the stretch up to an end.
func (g *grown) gap(end int64) error {
	var next gap
	if !g.gaps.Scan() {
		return errors.Join(fmt.Errorf("the proof of positions %d to %d is not there", g.size()+1, end), g.gaps.Err())
	}
	if err := exactly(g.gaps.Bytes(), &next); err != nil {
		return fmt.Errorf("read the proof of positions %d to %d: %w", g.size()+1, end, err)
	}
	if next.Begin != g.size() || next.End != end {
		return fmt.Errorf("positions %d to %d are not shown, the proof has %d to %d", g.size()+1, end, next.Begin+1, next.End)
	}
	for _, h := range next.Hashes {
		if len(h) != rfc6962.DefaultHasher.Size() {
			return fmt.Errorf("the proof of positions %d to %d has a hash of %d bytes", next.Begin+1, end, len(h))
		}
	}
	part, err := g.factory.NewRange(uint64(next.Begin), uint64(end), next.Hashes)
	if err != nil {
		return fmt.Errorf("the proof of positions %d to %d: %w", next.Begin+1, end, err)
	}
	return g.whole.AppendRange(part, nil)
}

// close adds what comes behind the last event, and compares the root with the signed one.
func (g *grown) close(head tree.Head) error {
	if g.size() < head.Size {
		if err := g.gap(head.Size); err != nil {
			return err
		}
	}
	if g.gaps.Scan() {
		return errors.New("the proof goes on behind the last position")
	}
	root, err := g.whole.GetRootHash(nil)
	if err != nil {
		return err
	}
	if g.size() != head.Size || string(root) != string(head.Root[:]) {
		return fmt.Errorf("these events and hashes make the root %x of %d events; signed was %x of %d", root, g.size(), head.Root, head.Size)
	}
	return nil
}
