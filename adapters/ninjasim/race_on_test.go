//go:build race

package ninjasim_test

// raceDetector makes the large worlds of tests smaller: the detector takes
// ten times the time and memory.
const raceDetector = true
