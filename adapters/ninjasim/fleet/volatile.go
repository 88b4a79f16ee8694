package fleet

// This file holds all that changes when time moves, and nothing else does:
// lastContact, lastUpdate, free space, boot time (now and then) and the order
// of addresses.

// fillTimes sets the dates of contact. They only grow, and move for every
// device with every advance, except for those not seen for weeks.
func (w *World) fillTimes(dev *Device, r *record, own draw, over *override) {
	dev.Created = r.created
	if r.is(flagStale) {
		at := w.start - int64(own.in(saltContact, 20, 400))*day - int64(own.n(saltUpdate, 86_400_000))*1000
		if r.status == Decommissioned {
			at = r.created + (w.start-r.created)/4*3
		}
		dev.LastContact = max(at, r.created+60*second, over.contact)
		dev.LastUpdate = max(dev.LastContact-int64(own.n(saltUpdate, 1800_000))*1000, r.created)
		dev.LastUpdate = max(dev.LastUpdate, over.updated)
		return
	}
	window := min(w.last, 45*second)
	if r.is(flagOffline) {
		window = w.last
	}
	dev.LastContact = w.now - w.volatile(own, saltWake, window)
	dev.LastUpdate = dev.LastContact - min(max(dev.LastContact-(w.now-w.last)-1000, 0), w.volatile(own, saltUpdate, window))
	dev.LastContact = max(dev.LastContact, over.contact, r.created)
	dev.LastUpdate = max(dev.LastUpdate, over.updated, r.created)
}

// volatile gives a duration in [0,n) that is another one after each advance,
// in whole milliseconds as agents report it.
func (w *World) volatile(own draw, s salt, n int64) int64 {
	return int64(mix(own.bits(s)^w.tick)>>1%uint64(max(n/1000, 1))) * 1000
}

// boot gives the start of the present run: machines restart every few days.
func (w *World) boot(dev *Device, own draw, lo, hi int) int64 {
	at := w.now
	if dev.Stale {
		at = dev.LastContact
	}
	period := int64(own.in(saltBoot, lo, hi))*day + int64(own.n(saltBootPhase, 86_400))*second
	phase := int64(own.bits(saltBootPhase)>>1) % period
	b := at - (at+phase)%period
	b -= b % second
	return min(b, dev.LastContact-dev.LastContact%second)
}

// free gives the unused part of a volume.
func (w *World) free(dev *Device, own draw, capacity int64) int64 {
	f := capacity / 100 * int64(own.in(saltFree, 6, 85))
	if !dev.Stale {
		f -= int64(mix(own.bits(saltFreeTick)^w.tick)%4096) << 16
	}
	return max(f&^4095, 4096)
}

// turn rotates a list by one place an advance.
func (w *World) turn(list []string) {
	n := len(list)
	if n < 2 {
		return
	}
	k := int(w.tick % uint64(n))
	for ; k > 0; k-- {
		first := list[0]
		copy(list, list[1:])
		list[n-1] = first
	}
}
