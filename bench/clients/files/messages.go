package main

import (
	"encoding/binary"
	"log"
)

const (
	varint          = 0
	lengthDelimited = 2
	dataField       = 10 // in all four messages
)

// A service: its methods, and its messages as bytes.
type service struct {
	read    string
	request func() []byte
	write   string
	begin   func(size int64) []byte
	data    func(room []byte, offset int64, length int) []byte // the last bytes are still to be filled in
	finish  func(size int64) []byte
}

// filesService is chunkgate.v1.FilesService.
func filesService(name string, chunk int) service {
	return service{
		read:    "/chunkgate.v1.FilesService/Read",
		request: func() []byte { return number(text(nil, 1, name), 6, int64(chunk)) },
		write:   "/chunkgate.v1.FilesService/Write",
		begin:   func(size int64) []byte { return text(nil, 1, string(number(text(nil, 1, name), 3, size))) },
		data:    func(room []byte, offset int64, length int) []byte { return blank(room, length) },
		finish:  func(size int64) []byte { return number(nil, 5, 1) },
	}
}

// byteStreamService is google.bytestream.ByteStream.
func byteStreamService(name string) service {
	return service{
		read:    "/google.bytestream.ByteStream/Read",
		request: func() []byte { return text(nil, 1, name) },
		write:   "/google.bytestream.ByteStream/Write",
		begin:   func(size int64) []byte { return text(nil, 1, name) },
		data: func(room []byte, offset int64, length int) []byte {
			return blank(number(room, 2, offset), length)
		},
		finish: func(size int64) []byte { return number(number(nil, 2, size), 3, 1) },
	}
}

func text(message []byte, field int, value string) []byte {
	return append(appendVarint(tag(message, field, lengthDelimited), uint64(len(value))), value...)
}

func number(message []byte, field int, value int64) []byte {
	return appendVarint(tag(message, field, varint), uint64(value))
}

// blank appends the data field, whose bytes are whatever the room has there.
func blank(message []byte, length int) []byte {
	head := appendVarint(tag(message, dataField, lengthDelimited), uint64(length))
	return head[:len(head)+length]
}

func tag(message []byte, field, kind int) []byte {
	return appendVarint(message, uint64(field<<3|kind))
}

func appendVarint(message []byte, value uint64) []byte {
	var bytes [binary.MaxVarintLen64]byte
	return append(message, bytes[:binary.PutUvarint(bytes[:], value)]...)
}

// dataOf finds the data field of a message; nothing where it has none.
func dataOf(message []byte) []byte {
	for len(message) > 0 {
		tag, n := binary.Uvarint(message)
		message = message[n:]
		value, n := binary.Uvarint(message)
		switch tag & 7 {
		case varint:
			message = message[n:]
		case lengthDelimited:
			end := n + int(value)
			if tag>>3 == dataField {
				return message[n:end]
			}
			message = message[end:]
		default:
			log.Fatalf("field %d: type %d (expected: 0 or 2)", tag>>3, tag&7)
		}
	}
	return nil
}

// raw hands messages on as they are.
type raw struct{}

func (raw) Marshal(value interface{}) ([]byte, error) { return value.([]byte), nil }

func (raw) Unmarshal(data []byte, value interface{}) error {
	*value.(*[]byte) = data
	return nil
}

func (raw) Name() string { return "proto" }
