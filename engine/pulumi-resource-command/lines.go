package main

import (
	"bytes"
	"sync"
)

// lines passes on what is written to it a line at a time, as soon as each line is complete.
type lines struct {
	mutex   sync.Mutex
	pending []byte
	write   func(line string)
}

func (l *lines) Write(text []byte) (int, error) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.pending = append(l.pending, text...)
	for {
		line, rest, complete := bytes.Cut(l.pending, []byte("\n"))
		if !complete {
			return len(text), nil
		}
		l.write(string(line))
		l.pending = rest
	}
}

func (l *lines) flush() {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if len(l.pending) > 0 {
		l.write(string(l.pending))
	}
	l.pending = nil
}

// synced is a buffer for two writers at once.
type synced struct {
	mutex  sync.Mutex
	buffer bytes.Buffer
}

func (s *synced) Write(text []byte) (int, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.buffer.Write(text)
}

func (s *synced) String() string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.buffer.String()
}
