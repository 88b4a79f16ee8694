package event

// sized is a payload that knows about how many bytes its JSON has.
type sized interface {
	Size() int
}

// usualSize is the estimate for payloads that do not say: most are far smaller.
const usualSize = 1 << 10

// EstimatedSize tells about how many bytes a payload's JSON has, without writing
// it: enough to cut a bulk append into chunks.
func EstimatedSize(p Payload) int {
	if s, ok := p.(sized); ok {
		return s.Size()
	}
	return usualSize
}

// Size implements the estimate for EstimatedSize.
func (p *DeviceObserved) Size() int { return len(p.Device) + usualSize/2 }

// Size implements the estimate for EstimatedSize.
func (p *ListingCompleted) Size() int {
	n := usualSize / 2
	for _, o := range p.Organizations {
		n += 128 + (len(o.Seen)+len(o.Online))*4/3
	}
	return n
}
