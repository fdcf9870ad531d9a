//! Names of many cultures, some of them made of common words. None of them may lose a letter, or be asked about.

use super::*;

#[rustfmt::skip]
const NAMES: &[&str] = &[
    "Will Young", "Faith Hope", "Mark Sunday", "May June", "Grace Park", "Art Best", "Summer Day", "Joy Good",
    "Rich Long", "Sunny Day", "Hope Fine", "Chase Wait", "April March", "Drew August", "Dawn Perfect",
    "Van Morrison", "Ludwig van Beethoven", "Ana de la Cruz", "Leonardo da Vinci", "Otto von Bismarck",
    "Osama bin Laden", "Abd al-Rahman", "Abdul Rahman Al-Sayed", "Nguyễn Văn An", "Nguyen Van An", "Do Thi My",
    "My Le", "Le Van To", "Tô Lan", "An Vo", "So Yeon Kim", "Kim So", "Go Ara", "Han So Hee", "Yu No",
    "Oh Se-hun", "Ok Taecyeon", "No Min-woo", "Im Siwan", "Um Hong-gil", "Ng Wei", "Ng", "Wu Yi", "Li Na",
    "E Lin", "O Brien", "Pat O", "Xi Jinping", "D'Angelo Russell", "N'Golo Kanté", "Conan O’Brien",
    "Siobhán Ní Bhriain", "Mary-Kate Olsen", "Jean-Pierre Dupont", "Anne-Marie Smith-Jones",
    "Ursula K. Le Guin", "George R. R. Martin", "J.K. Rowling", "J. K. Rowling", "Samuel L. Jackson",
    "Martin Luther King Jr.", "Robert Downey, Jr.", "Henry Louis Gates III", "Dr. Ann Lee",
    "Prof. Dr. Hans Müller", "Sgt. Joe Friday", "Rev. Al Green", "Fr. Ted Crilly", "Hon. Ruth Bader Ginsburg",
    "Lt. Dan Taylor", "Sra. Ana García", "Mme. Curie", "St. John Smith", "Jill St. John", "Geo. Washington",
    "Thos. Jefferson", "Mr. Good", "Mrs. Day", "Ms. May", "Mr. T", "Mr. Monday", "Mr. March", "Dr. No",
    "Miss Piggy", "Sister Mary", "Father Ted", "Mother Teresa", "Guy Ritchie", "Lady Gaga", "Buddy Holly",
    "Papa Roach", "Nana Addo", "Mama Cass", "Baby Jones", "Boy George", "Man Ray", "Cat Stevens", "Dad Singh",
    "Son Heung-min", "Son Ye-jin", "Girl Smith", "Dog Chapman", "Pet Clark", "Jo March", "Guy Friday",
    "Wednesday Addams", "Friday Jones", "Tuesday Weld", "January Jones", "June Carter", "August Wilson",
    "Virginia Woolf", "Paris Hilton", "Israel Kamakawiwoʻole", "Chris Rock", "Johnny Cash", "Robert Frost",
    "Emily Post", "Neil Patrick Harris", "Bill Gates", "Steve Jobs", "Ray Price", "Orlando Bloom", "Kate Bush",
    "Kate Moss", "Jude Law", "Sean Bean", "Jack Black", "Al Green", "Betty White", "Barry White",
    "James Brown", "Stephen King", "Prince Rogers Nelson", "Freddie Prinze Jr.", "Alice Cooper", "Cat Power",
    "Hilary Swank", "Sandra Day O'Connor", "Doris Day", "Tina Fey", "Donna Summer", "Red Skelton", "Rip Torn",
    "Tom Waits", "Minnie Driver", "Peter Crouch", "Lionel Messi", "Cher", "Madonna", "Pelé", "Zendaya", "Bono",
    "Sukarno", "Suharto", "Björk", "Beyoncé", "Mehmet Öz", "Recep Tayyip Erdoğan", "İbrahim Çelik",
    "Władysław Szpilman", "Dvořák Antonín", "Søren Kierkegaard", "Þórdís Ólafsdóttir", "Björk Guðmundsdóttir",
    "Sigríður Jónsdóttir", "Krzysztof Kieślowski", "Nguyễn Thị Minh Khai", "Ngô Đình Diệm", "Tran Thi Be",
    "Bui Van On", "Le An", "Phan At", "Chiwetel Ejiofor", "Oluwaseun Adeyemi", "Kwame Nkrumah", "Thabo Mbeki",
    "Wangari Maathai", "Goodluck Jonathan", "Blessing Okafor", "Patience Mensah", "Precious Moyo",
    "Given Phiri", "Gift Ngoepe", "Innocent Banda", "Beauty Dlamini", "Lovemore Moyo", "Memory Ncube",
    "Given Lubinda", "Happy Salma", "Putu Wijaya", "Mohammed bin Salman", "Fatima Al Zahra",
    "Ali Ibn Abi Talib", "Noor Inayat Khan", "Sri Devi", "Devi d/o Raman", "A. P. J. Abdul Kalam",
    "K. R. Narayanan", "P. V. Sindhu", "M S Dhoni", "V.V.S. Laxman", "Indra Nooyi", "Satya Nadella",
    "Priya Anand", "Jung Ho-yeon", "Bong Joon Ho", "Yo-Yo Ma", "Ang Lee", "Jet Li", "Lang Lang", "Ding Ding",
    "Jackie Chan", "Michelle Yeoh", "Chow Yun-fat", "Ken Watanabe", "Yoko Ono", "Hideo Nomo", "Ichiro Suzuki",
    "Naomi Osaka", "Hikaru Utada", "Kō Shibasaki", "José Luis Rodríguez Zapatero", "Gabriel García Márquez",
    "María José", "Ana María", "Juan Carlos de Borbón y Grecia", "Luiz Inácio Lula da Silva",
    "João da Silva e Souza", "Cristiano Ronaldo dos Santos Aveiro", "Charles de Gaulle", "Anne de Bretagne",
    "Hubert de Givenchy", "Jean d'Arc", "Vincent van Gogh", "Robin van Persie", "Edwin van der Sar",
    "Johannes van 't Hoff", "Daphne du Maurier", "Bram van den Berg", "Ter Stegen", "Marc-André ter Stegen",
    "Yitzhak Ben Zvi", "David Ben-Gurion", "Bat Sheva", "Itamar Ben-Gvir", "Shlomo Artzi", "Moses Mo",
    "Mo Farah", "Mo Salah", "Bo Jackson", "Bo Peep", "Ed O'Neill", "Al Pacino", "Lu Xun", "Sun Yat-sen",
    "Hu An", "Xu Do", "Me Me", "He Jiankui", "She Wei", "You Jin", "Will Can", "Can Yaman", "Can Kaya",
    "Deniz Can", "Hui Er", "Ho Chi Minh", "Ma Long", "Pa Chay", "Song Kang-ho", "Jin Young", "Lee Young-ae",
    "Young Lee", "Noble Hope", "Justice Smith", "Royal Young", "Major Lance", "Judge Reinhold",
    "Duke Ellington", "Earl Grey", "Sir Ian McKellen", "Dame Judi Dench", "Dean Martin", "Bishop Briggs",
    "Pope Francis", "Rabbi Cohen", "Imam Ali", "Sheikh Hasina", "ann lee", "bell hooks", "k.d. lang",
    "danah boyd", "will young", "may june", "grace park", "e.e. cummings", "jean-luc picard", "ana de la cruz",
    "JOHN SMITH", "ANN LEE", "JOSÉ GARCÍA", "McDonald", "MacArthur", "DeShawn Jackson", "LeBron James",
    "de la Cruz", "O'Neil", "Al-Masri", "Ann-Marie", "Person Jones", "Ann Person", "Ann Friend", "Jane Parent",
    "Joe Child", "Bob Boss", "Jack Patient", "Sam Client", "Tim Customer", "Ann Caller", "Jim Child",
    "Ann Noble", "Penny Price", "Ivory Coast", "Rusty Nail", "Crystal Ball", "Robin Banks", "Olive Branch",
    "Gene Pool", "Paige Turner", "Holly Day", "Bill Board", "Frank Furter", "Miles Long", "Ann Early",
    "Tom Late", "Bob Moment", "Ann Best", "Tom Right", "Ann Wright", "Bob Wells", "Tom Welling", "Sue Perfect",
    "Ruth Pardon", "Ann Hold", "Bob Case", "Ann Note", "Tom Sure", "Ann Teeth", "Jo Crown", "Ann Fill",
    "Ray Cavity", "Tim Tooth", "Ann Friday", "Bob Noon",
];

/// Beside other words, these are asked about or read as what they mean otherwise.
#[rustfmt::skip]
const KEPT_ALONE: &[&str] = &[
    "Um Lee", "Er Lee", "Uh Lee", "Mm Lee", "Hmm Lee", "sora um", "Bye Robin", "Just Just", "Just Bob",
    "Max Born Lee", "Penny Patient", "Sean No", "Ann Space Lee", "Kevin Spacey", "Frank First", "Ann Last",
    "John Middle", "Ann Given", "Robert Wait", "Dan Rather", "Y Lan", "Lan Y", "Lan Thi Y", "H'Hen Niê",
    "Y Moan Ênuôl", "E. E. Cummings", "U Thant", "Aung San Suu Kyi", "Daw Suu", "O. J. Simpson", "OJ Simpson",
    "X. Li", "Ann-M. Lee", "Ann D'Souza", "Ann St John-Smith", "Ann O' Brien", "Ann 'Annie' Lee",
    "Mary-Jane O'Neill-Smith III", "Prince", "Ye", "Will", "Mark", "Grace", "Art", "Rose", "Rich", "Pat",
    "Bill", "Faith", "Sunday Adeyemi", "Monday Okon", "Friday Okoro", "March Smith", "January Lee",
    "Happiness Moyo", "Perfect Mkhize", "Wonderful Dube", "Fortunate Good", "Nothing Moyo", "Anyone Sithole",
    "Nobody Ncube", "Noone Lee", "Peter Noone", "Ann Nobody", "Null Lee", "Steve Null", "Ann Test", "Ann None",
    "Ann Blank", "Les Blank", "Ann Missing", "Ann Female", "James Dentist", "Ann Visit", "Pieter Botha",
    "Ann Guess", "Christopher Guess", "Nguyen The Anh", "Pham Thi The", "Ole Ask", "Ann Rand", "Ann Nee",
    "Md Rahman", "MD Rahman", "Sr. Ana", "Dr Rahman MD", "Jr Smith", "Junior Seau", "Senior Lee",
    "Santa Claus", "Christmas Jones", "Easter Lee", "Noel Gallagher", "Happy Day", "Charlie Day", "Andra Day",
    "Day Lewis", "Night Shyamalan", "M. Night Shyamalan", "Jo Next", "Ann Wright", "Ann Right",
];

#[test]
fn names_are_kept_as_they_are() {
    for name in NAMES.iter().chain(KEPT_ALONE) {
        assert_eq!(reading(name), *name);
    }
}

/// Whatever stands around them.
#[test]
fn names_are_kept_among_what_people_say() {
    for name in NAMES {
        for before in ["my name is", "it's", "Patient:", "hi, this is", "yes,", "um,", "for", "my daughter"] {
            assert_eq!(reading(&format!("{before} {name}")), *name, "{before}");
        }
        for after in [", please", " please", " speaking", ", thank you", ", 3/4/1980", ", born 1980"] {
            assert_eq!(reading(&format!("{name}{after}")), *name, "{after}");
        }
    }
}
