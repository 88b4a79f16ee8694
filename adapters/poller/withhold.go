package poller

import (
	"time"

	"coresync/domain/event"
	"coresync/domain/observation"
)

// withheld tells why the last user of the device that was read last is left out.
func (w *worker) withheld(c *candidate) event.Withheld {
	if w.listing.rules.Withhold == nil {
		return ""
	}
	return w.listing.rules.Withhold(c.org, w.reader.Int("locationId"))
}

// logonStamp is the time of a logon for the tag of a last user. Where NinjaOne tells none,
// and last users can be read for some time only, it is one that moves twice in that time:
// whoever is the last user still is recorded anew before the record of it can't be read.
func (w *worker) logonStamp(at int64) int64 {
	if half := int64(w.listing.rules.Retention / (2 * time.Second)); at == 0 && half > 0 {
		return -w.now.Unix() / half
	}
	return at
}

// withholdUser notes that the last user of a device is left out, once. Of a device that
// never showed one nothing is noted.
func (w *worker) withholdUser(c *candidate, name string, why event.Withheld) {
	known := w.listing.users.find(c.id, &w.userHint)
	if name == "" && known == nil {
		return
	}
	tag := withheldTag(w.tagger, c.id, why)
	if observation.Decide(c.id, known.observed(), tag, observation.LastUsers.Version, w.now) == observation.Unchanged {
		return
	}
	c.user = &userChange{
		payload: &event.DeviceUserObserved{Connection: w.of.connection, DeviceID: c.id, Run: w.of.run, Withheld: why},
		tag:     tag, version: known.at(),
	}
}

// withheldTag is the tag of a last user that is left out: no name has a NUL in it.
func withheldTag(tagger observation.Tagger, device int64, why event.Withheld) observation.Tag {
	return userTag(tagger, device, "\x00withheld by "+string(why), 0)
}

// withholds tells whether an event leaves a last user out.
func withholds(p event.Payload) bool {
	user, is := p.(*event.DeviceUserObserved)
	return is && user.Withheld != ""
}
