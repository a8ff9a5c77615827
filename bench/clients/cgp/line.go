package main

import (
	"net"
	"time"
)

// A piece of a stream, and when it reaches the other end.
type piece struct {
	bytes []byte
	due   time.Time
}

// slowLine listens on a port of its own, and hands on what comes to the server, and back, later by the delay: a line that
// is long but as wide as can be. It returns its address.
func slowLine(server string, delay time.Duration) string {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	check(err)
	go func() {
		for {
			near, err := listener.Accept()
			if err != nil {
				return
			}
			far, err := net.Dial("tcp", server)
			check(err)
			go carry(near, far, delay)
			go carry(far, near, delay)
		}
	}()
	return listener.Addr().String()
}

func carry(from, to net.Conn, delay time.Duration) {
	line := make(chan piece, 4096)
	go func() {
		defer close(line)
		for {
			bytes := make([]byte, 64*1024)
			n, err := from.Read(bytes)
			if n > 0 {
				line <- piece{bytes[:n], time.Now().Add(delay)}
			}
			if err != nil {
				return
			}
		}
	}()
	for next := range line {
		time.Sleep(time.Until(next.due))
		if _, err := to.Write(next.bytes); err != nil {
			break
		}
	}
	to.Close()
}
