package main

import (
	"encoding/binary"
	"encoding/json"
	"hash"
	"hash/crc32"
	"io"
	"log"
	"net"
	"os"
)

const (
	hello      = 0x01
	put        = 0x02
	get        = 0x03
	chunk      = 0x04
	commit     = 0x05
	welcome    = 0x81
	accept     = 0x82
	ack        = 0x84
	done       = 0x85
	headBytes  = 24
	headerOnly = 1
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

type object map[string]interface{}

type frame struct {
	kind    byte
	offset  int64
	payload []byte // until the next frame
}

// A connection with one transfer at a time, number 1.
type session struct {
	conn net.Conn
	head [headBytes]byte
	room []byte
}

func open(address string) *session {
	conn, err := net.Dial("tcp", address)
	check(err)
	s := &session{conn: conn}
	_, err = conn.Write([]byte("\x93CGP\r\n\x01\x00"))
	check(err)
	s.send(hello, 0, 0, 0, encoded(object{"client": "bench/1"}))
	s.receive(welcome)
	return s
}

func (s *session) put(file *os.File, name string, chunkBytes, window int64) int64 {
	info, err := file.Stat()
	check(err)
	request := object{"name": name, "size": info.Size()}
	if window > 0 {
		request["window"] = window
	}
	s.send(put, 1, 0, 0, encoded(request))
	var granted struct{ Credit int64 }
	check(json.Unmarshal(s.receive(accept).payload, &granted))

	credit := make(chan int64, 1024)
	published := make(chan bool)
	go s.acknowledgements(credit, published)
	s.sendFile(file, info.Size(), chunkBytes, granted.Credit, credit)
	s.send(commit, 1, info.Size(), 0, nil)
	for range credit {
	}
	<-published
	return info.Size()
}

// acknowledgements hands on the credit of each ACK, until DONE.
func (s *session) acknowledgements(credit chan<- int64, published chan<- bool) {
	for {
		next := s.receive(ack, done)
		if next.kind == done {
			close(credit)
			close(published)
			return
		}
		credit <- int64(binary.BigEndian.Uint64(next.payload[8:]))
	}
}

func (s *session) sendFile(file *os.File, size, chunkBytes, limit int64, credit <-chan int64) {
	bytes := make([]byte, chunkBytes)
	var offset, number int64
	for offset < size {
		length := min(chunkBytes, size-offset)
		for offset+length > limit {
			limit = <-credit
		}
		_, err := file.ReadAt(bytes[:length], offset)
		check(err)
		s.send(chunk, 1, offset, number, bytes[:length])
		offset += length
		number++
	}
}

// get drops the bytes, or has them digested. With a window it is the credit that is given ahead.
func (s *session) get(name string, chunkBytes, window int64, headerCRC bool, digest hash.Hash) int64 {
	request := object{"name": name, "chunkSize": chunkBytes}
	if window > 0 {
		request["credit"] = window
	}
	if headerCRC {
		request["checksum"] = "header"
	}
	s.send(get, 1, 0, 0, encoded(request))
	s.receive(accept)
	for {
		next := s.receive(chunk, done)
		if next.kind == done {
			return next.offset
		}
		if digest != nil {
			digest.Write(next.payload)
		}
		if window > 0 {
			s.send(ack, 1, next.offset+int64(len(next.payload)), 0, credit(next.offset+int64(len(next.payload)), window))
		}
	}
}

func credit(taken, window int64) []byte {
	payload := make([]byte, 16)
	binary.BigEndian.PutUint64(payload[8:], uint64(taken+window))
	return payload
}

func (s *session) send(kind byte, transfer uint16, offset, number int64, payload []byte) {
	var head [headBytes]byte
	head[0] = kind
	binary.BigEndian.PutUint16(head[2:], transfer)
	binary.BigEndian.PutUint32(head[4:], uint32(len(payload)))
	binary.BigEndian.PutUint64(head[8:], uint64(offset))
	binary.BigEndian.PutUint32(head[16:], uint32(number))
	sum := crc32.Update(crc32.Checksum(head[:20], castagnoli), castagnoli, payload)
	binary.BigEndian.PutUint32(head[20:], sum)
	buffers := net.Buffers{head[:], payload}
	_, err := buffers.WriteTo(s.conn)
	check(err)
}

// receive returns the next frame, which has to be one of these.
func (s *session) receive(kinds ...byte) frame {
	_, err := io.ReadFull(s.conn, s.head[:])
	check(err)
	length := int(binary.BigEndian.Uint32(s.head[4:]))
	if len(s.room) < length {
		s.room = make([]byte, length)
	}
	payload := s.room[:length]
	_, err = io.ReadFull(s.conn, payload)
	check(err)
	sum := crc32.Checksum(s.head[:20], castagnoli)
	if s.head[1]&headerOnly == 0 {
		sum = crc32.Update(sum, castagnoli, payload)
	}
	if sum != binary.BigEndian.Uint32(s.head[20:]) {
		log.Fatalf("checksum of a frame of type %x: wrong", s.head[0])
	}
	for _, kind := range kinds {
		if kind == s.head[0] {
			return frame{kind, int64(binary.BigEndian.Uint64(s.head[8:])), payload}
		}
	}
	log.Fatalf("frame: type %x (expected: one of %x): %s", s.head[0], kinds, payload)
	panic("unreachable")
}

func encoded(payload object) []byte {
	text, err := json.Marshal(payload)
	check(err)
	return text
}

func min(a, b int64) int64 {
	if a < b {
		return a
	}
	return b
}
