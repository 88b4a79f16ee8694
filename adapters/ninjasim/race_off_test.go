//go:build !race

package ninjasim_test

const raceDetector = false
