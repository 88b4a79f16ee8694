package bench

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"

	"coresync/domain/directory"
	"coresync/domain/event"

	"github.com/google/uuid"
)

// A history has, for each device, one observation and one last user; a long one has
// eighteen entries more: three observations, thirteen last users, one and a half
// changes of presence (an event a page of devices) and half a decision about an
// asset kept by hand. All end in the same number of rows.
const (
	shortHistory = 2
	longHistory  = 20

	historySteps   = 18   // of a long history, behind its beginning; a longer one goes through them again
	devicesAPage   = 1000 // as a listing has them
	devicesAManual = 20   // devices for each asset kept by hand
	persons        = 500  // that log on
)

// history is a private server whose only tenant has a log of one length.
type history struct {
	*Scratch
	devices int
	events  int64 // of the log, where somebody counted them
	// middle is a position at half of a long history.
	middle int64
	random *rand.Rand
}

// newHistory fills the log of a new scratch server. Its read models stand near the
// beginning: a rebuild overtakes them.
func newHistory(ctx context.Context, o Options, length int) (*history, error) {
	s, err := NewScratch(ctx)
	if err != nil {
		return nil, err
	}
	h := &history{Scratch: s, devices: or(o.Devices, fleetDevices), random: rand.New(rand.NewPCG(8, 8))}
	if err := h.fill(ctx, length); err != nil {
		return nil, errors.Join(fmt.Errorf("fill a log: %w", err), s.Close())
	}
	if _, err := s.Pool.Exec(ctx, "vacuum analyze"); err != nil {
		return nil, errors.Join(fmt.Errorf("analyze a log: %w", err), s.Close())
	}
	head, err := s.Store.Head(ctx, s.Tenant)
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	o.notef("log of %d entries a device: %d devices, %d events", length, h.devices, head.Position)
	return h, nil
}

func (h *history) fill(ctx context.Context, length int) error {
	if err := h.decisions(ctx, 0); err != nil {
		return err
	}
	if err := h.CatchUp(ctx, h.Tenant); err != nil {
		return err
	}
	if err := errors.Join(h.observe(ctx, 0), h.logOn(ctx, 0)); err != nil {
		return err
	}
	steps := length - shortHistory
	for step := 1; step <= steps; step++ {
		if err := h.step(ctx, step); err != nil {
			return err
		}
		if step == steps/2 {
			head, err := h.Store.Head(ctx, h.Tenant)
			if err != nil {
				return err
			}
			h.middle = head.Position
		}
	}
	return nil
}

// step is one of the eighteen: each device has an entry in sixteen of them, and all
// presence and decisions lie in two.
func (h *history) step(ctx context.Context, step int) error {
	switch (step-1)%historySteps + 1 {
	case 6, 12, 18:
		return h.observe(ctx, step)
	case 5, 11:
		for range 5 {
			if err := h.decisions(ctx, step); err != nil {
				return err
			}
		}
		return h.presence(ctx)
	}
	return h.logOn(ctx, step)
}

// each appends what make gives for every device, a few thousand at a time.
func (h *history) each(ctx context.Context, n int, make func(id int64) event.New) error {
	const at = 5000
	for from := 0; from < n; from += at {
		var events []event.New
		for i := from; i < min(from+at, n); i++ {
			events = append(events, make(int64(i+1)))
		}
		if err := h.appendTo(ctx, h.Tenant, events); err != nil {
			return err
		}
	}
	return nil
}

func (h *history) observe(ctx context.Context, step int) error {
	return h.each(ctx, h.devices, func(id int64) event.New { return observed(h.random, id, step) })
}

func (h *history) logOn(ctx context.Context, _ int) error { return h.logOnTo(ctx, h.devices) }

// logOnTo gives the first devices another last user.
func (h *history) logOnTo(ctx context.Context, devices int) error {
	return h.each(ctx, devices, func(id int64) event.New {
		name := fmt.Sprintf(`CORP\user%03d`, h.random.IntN(persons))
		at := benchEpoch
		return event.New{Stream: event.DeviceUserStream(connection, id), OccurredAt: benchEpoch, Payload: &event.DeviceUserObserved{
			Connection: connection, DeviceID: id, User: event.PlainPersonal(event.SubjectUserString, name, name), LogonAt: &at,
		}}
	})
}

// presence lets three quarters of the devices change, page by page.
func (h *history) presence(ctx context.Context) error {
	pages := (h.devices + devicesAPage - 1) / devicesAPage
	return h.each(ctx, pages, func(page int64) event.New {
		p := &event.PresenceObserved{Connection: connection, Page: int(page)}
		for id := (page-1)*devicesAPage + 1; id <= min(page*devicesAPage, int64(h.devices)); id++ {
			switch h.random.IntN(8) {
			case 0, 1, 2:
				p.Online = append(p.Online, id)
			case 3, 4, 5:
				p.Offline = append(p.Offline, id)
			}
		}
		return event.New{Stream: event.ListingStream(connection), OccurredAt: benchEpoch, Payload: p}
	})
}

func (h *history) decisions(ctx context.Context, step int) error {
	return h.each(ctx, max(h.devices/devicesAManual, 1), func(n int64) event.New {
		id := directory.ID(h.Tenant, directory.Assets, fmt.Sprint(n))
		return manualAsset(id, fmt.Sprintf("Projector %d of step %d", n, step))
	})
}

// manualAsset is a decision: an asset kept by hand is recorded, or changed.
func manualAsset(id uuid.UUID, name string) event.New {
	return event.New{Stream: event.AssetStream(id), OccurredAt: benchEpoch, Payload: &event.ManualAssetRecorded{
		ID: id, ExternalID: id.String(), Name: name, Manufacturer: "Epson", Model: "EB-FH52", Category: "Other",
	}}
}
