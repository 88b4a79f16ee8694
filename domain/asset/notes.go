package asset

import "strings"

// The lines around the part of the notes that belongs to the sync (FLD-05). What
// people write around them is never touched.
const (
	notesBegin = "--- NinjaOne ---"
	notesEnd   = "--- end NinjaOne ---"
)

// NotesBlock is the part of the notes that the sync owns: the operating system,
// or "" when there is none (FLD-05).
func NotesBlock(os string) string {
	if os == "" {
		return ""
	}
	// A name from outside must not be able to end the block.
	os = strings.Join(strings.Fields(os), " ")
	return notesBegin + "\nOS: " + os + "\n" + notesEnd
}

// WithNotesBlock returns notes with the sync's block replaced, added at the end,
// or taken out when block is empty. Text of people around it stays byte for byte.
func WithNotesBlock(notes, block string) string {
	begin := strings.Index(notes, notesBegin)
	if begin >= 0 {
		if length := strings.Index(notes[begin:], notesEnd); length >= 0 {
			return notes[:begin] + block + notes[begin+length+len(notesEnd):]
		}
	}
	switch {
	case block == "":
		return notes
	case notes == "":
		return block
	}
	return strings.TrimRight(notes, "\n") + "\n\n" + block
}
