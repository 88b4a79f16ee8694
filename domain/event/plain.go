package event

import "encoding/binary"

// PlainText is the payload as its maker sees it, for tags and idempotency hashes:
// its personal members of known value by path and value, then its JSON without
// them. A member that an earlier attempt has sealed in place counts like a plain
// one, or a repeated append would look like another request. It is no encoding to
// be stored or read. The payload is as before afterwards.
func PlainText(p Payload) ([]byte, error) {
	members := PersonalMembers(p)
	kept := make([]Personal, len(members))
	var text []byte
	for i, m := range members {
		kept[i] = *m.Value
		if m.Value.Value != "" {
			text = appendSized(appendSized(text, m.Path), m.Value.Value)
			*m.Value = Personal{}
		}
	}
	raw, err := Encode(p)
	for i, m := range members {
		*m.Value = kept[i]
	}
	if err != nil {
		return nil, err
	}
	return append(text, raw...), nil
}

func appendSized(dst []byte, s string) []byte {
	return append(binary.BigEndian.AppendUint32(dst, uint32(len(s))), s...)
}
